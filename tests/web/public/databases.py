"""Copies of the migrated databases, for fixtures that live longer than one test."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from azukari.host.roles import MAIN_DATABASE, PERSON_KEYS_DATABASE, PERSON_KEYS_ROLES, ROLES
from tests.conftest import Server

_ROLES = {MAIN_DATABASE: ROLES, PERSON_KEYS_DATABASE: PERSON_KEYS_ROLES}
_COPY = "CREATE DATABASE {} OWNER azukari_owner TEMPLATE {} STRATEGY FILE_COPY"


@contextmanager
def copied(templates: Server) -> Iterator[Server]:
    """Copy both databases, and drop the copies at the end."""
    names = {name: f"{name}_{secrets.token_hex(4)}" for name in _ROLES}
    with psycopg.connect(templates.admin_url, autocommit=True) as admin:
        for template, name in names.items():
            admin.execute(sql.SQL(_COPY).format(sql.Identifier(name), sql.Identifier(template)))
            admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
            for role in _ROLES[template]:
                grant = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
                admin.execute(grant.format(sql.Identifier(name), sql.Identifier(role)))
    yield Server(templates.admin_url, templates.passwords, names)
    with psycopg.connect(templates.admin_url, autocommit=True) as admin:
        for name in names.values():
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
