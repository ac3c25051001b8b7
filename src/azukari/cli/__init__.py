"""The command line: one module for each family of commands.

``main`` turns errors into exit codes, once. Modules are offline (no Django, no database) but for those that say otherwise:
``serve``, ``new`` and ``demo`` start processes; ``migrate`` and ``people`` run as the database's owner; ``sequence`` is the
ledger's process.
"""
