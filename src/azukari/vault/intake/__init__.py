"""Taking in what others kept before: what a mapping says about a file, each row converted as the form would, each fault named.

Everything here is pure. No fault ever repeats a value; provenance is demanded before anything is read (requirements H39).
"""
