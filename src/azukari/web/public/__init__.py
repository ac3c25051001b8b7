"""The public door: reading the statement, and sending data in under it.

It meets strangers, so it holds no key that can open anything, sets no cookie, runs no script and keeps no draft: what
was typed travels in the form itself, encrypted (`draft`), until it is sent. `forms` are built from the services of the
statement; `views` translate in, make one call and translate out. Its one table holds receipts for a day
(`completions`).
"""
