"""The keeper: the one process that can open what was sealed, behind a Unix socket and a closed list of verbs.

Promises: it believes nobody, but looks every asker up itself; it acts only through the services of `vault` and `rights`, which
record an act durably before they give anything; and what cannot be recorded is refused. Its log holds no values and no
credentials.

Start it with ``python -m azukari.keeper``; speak to it through `azukari.vault.keeper_client` (``spec/keeper-protocol.md``).
"""
