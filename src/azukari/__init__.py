"""Azukari: a privacy statement that runs.

The rooms, high to low, are ``cli | web | keeper | api | client``, ``vault``, ``statement``, ``ledger | host`` and ``base``; each
uses only rooms below it, and ``client`` none. ``ARCHITECTURE.md`` walks one request through them.
"""
