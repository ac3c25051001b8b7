"""The machine: an organisation's directory, its embedded PostgreSQL, certificates and processes.

Knows nothing of privacy. Pure modules: `home` (where things lie), `settings` (``azukari.toml``). The others start and stop what
they are named for: `postgres`, `certificates`, `processes`; `database` is the one adapter of psycopg to `base.sql.Database`.
"""
