"""The person's portal: each person's own page, entered by a mailed code (decision 0028).

It holds no key and reads no table but published statements. Whatever it shows or does, it asks the keeper with the token of the
visit, and the keeper knows whose visit that is: no view names a person.
"""
