"""The database's roles, their passwords, and the two databases that they use."""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from azukari.host.home import DOORS

MAIN_DATABASE = "azukari"
PERSON_KEYS_DATABASE = "azukari_person_keys"
ROLES = tuple(f"azukari_{door}" for door in DOORS)
# Which roles may connect to the database of person keys at all.
PERSON_KEYS_ROLES = (
    "azukari_owner", "azukari_public", "azukari_keeper", "azukari_api", "azukari_import", "azukari_entrusted",
    "azukari_entrusted_import",
)  # fmt: skip
_STATEMENT_LIMIT = "30s"


@dataclass(frozen=True, slots=True)
class RoleUrls:
    """Where one process connects to."""

    main: str
    person_keys: str


def new_passwords() -> dict[str, str]:
    """Make a random password for each role."""
    return {role: new_password() for role in ROLES}


def new_password() -> str:
    """Make a random password for a role."""
    return secrets.token_urlsafe(24)


def role_url(url: str, *, role: str, password: str, database: str) -> str:
    """Rewrite a connection URL for another role and database."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, f"{quote(role)}:{quote(password)}@{place}", f"/{database}", parts.query, ""))


def engagement_url(url: str, engagement_id: uuid.UUID, *, taking_in: bool = False) -> str:
    """Rewrite a connection URL so that it sees one client's rows and no others, and finds them where our own would be."""
    schemas = "entrusted_intake,entrusted,public" if taking_in else "entrusted,public"
    options = conninfo_to_dict(url).get("options") or ""
    return make_conninfo(
        url, options=f"{options} -c search_path={schemas} -c azukari.engagement={engagement_id}".strip()
    )


def answers(url: str) -> bool:
    """Tell whether a server takes connections."""
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def prepare_roles(admin_url: str, passwords: Mapping[str, str]) -> None:
    """Create the roles that are missing and set their passwords; ``admin_url`` must name a role that may create roles."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute((files("azukari.host") / "sql" / "roles.sql").read_text(encoding="utf-8").encode())
        for role, password in passwords.items():
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)),
            )


def prepare_database(admin_url: str, name: str, *, roles: tuple[str, ...]) -> None:
    """Create a database that belongs to azukari_owner and that only ``roles`` may connect to; keep it if it exists."""
    database = sql.Identifier(name)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER azukari_owner TEMPLATE template0 ENCODING 'UTF8'").format(database)
            )
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        for role in roles:
            connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(role)))
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET idle_in_transaction_session_timeout = {}").format(
                database, sql.Literal(_STATEMENT_LIMIT)
            )
        )
    parts = urlsplit(admin_url)
    inside = urlunsplit((parts.scheme, parts.netloc, f"/{name}", parts.query, ""))
    with psycopg.connect(inside, autocommit=True) as connection:
        connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        _close_large_objects(connection)
        connection.execute("ALTER SCHEMA public OWNER TO azukari_owner")
        for role in roles:
            connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(role)))


def close_other_databases(admin_url: str) -> None:
    """Keep the processes' roles out of the databases that every cluster has; for the embedded one, which nobody else uses."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")


def _close_large_objects(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    # Large objects are storage that belongs to no table, open to everybody; only a superuser can close them.
    superuser = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if superuser is None or not superuser[0]:
        return
    for function in ("lo_create(oid)", "lo_creat(integer)", "lo_from_bytea(oid, bytea)", "lo_put(oid, bigint, bytea)"):
        connection.execute(sql.SQL("REVOKE EXECUTE ON FUNCTION pg_catalog.{} FROM PUBLIC").format(sql.SQL(function)))
