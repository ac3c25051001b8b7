"""The acts of the vault.

`sealing` and `collecting` are for the side that meets strangers and can open nothing; `opening`, `finding`, `ending`, `holding`,
`rotating` and `verifying` are for the keeper, who alone has a `chamber.Chamber`.
"""
