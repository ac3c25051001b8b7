"""Sharing: data leaves by one of a few named ways, inside a contract that is in force, encrypted to who may have it, and on record.

Enter by `services` (acts), `queries` (answers), `clients` (the same acts, by way of the keeper), or a pure module: `exit`,
`condition`, `delivery`, `dossier`.
"""
