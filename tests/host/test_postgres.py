from collections.abc import Callable

import psycopg
import pytest

from azukari.base.errors import UnavailableError
from azukari.host.database import PooledDatabase, PsycopgDatabase
from azukari.host.postgres import Cluster
from azukari.host.roles import PERSON_KEYS_DATABASE, ROLES
from tests.conftest import Server

Connect = Callable[..., PsycopgDatabase]


def test_everybody_signs_in_with_a_password(cluster: Cluster, postgres: Server) -> None:
    for url in (cluster.admin_url, postgres.url("public")):
        wrong = url.replace(url.split(":")[2].split("@")[0], "wrong")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"host={cluster.socket} user=postgres dbname=postgres")


def test_the_server_listens_on_no_network_address(cluster: Cluster) -> None:
    with psycopg.connect(cluster.admin_url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)


@pytest.mark.parametrize("role", ROLES)
def test_no_role_has_powers_over_the_server(database: Connect, role: str) -> None:
    with database(role).transaction() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False,) * 5


@pytest.mark.parametrize("role", [role for role in ROLES if role != "azukari_owner"])
def test_only_the_owner_creates_tables(database: Connect, role: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), database(role).transaction() as cursor:
        cursor.execute("CREATE TABLE public.mine (x int)")


@pytest.mark.parametrize("role", ["staff", "worker", "ledger"])
def test_person_keys_are_closed_to_those_who_do_not_need_them(database: Connect, role: str) -> None:
    with pytest.raises(UnavailableError), database(role, PERSON_KEYS_DATABASE).transaction():
        pass


def test_a_lost_connection_is_opened_again(cluster: Cluster, database: Connect, postgres: Server) -> None:
    single, pooled = database("keeper"), PooledDatabase(postgres.url("keeper"), size=2)
    for one in (single, pooled):
        with one.transaction() as cursor:
            cursor.execute("SELECT 1")
    with psycopg.connect(cluster.admin_url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'azukari_keeper'")
    with pytest.raises(psycopg.OperationalError), single.transaction() as cursor:
        cursor.execute("SELECT 1")
    for one in (single, pooled):
        with one.transaction() as cursor:
            cursor.execute("SELECT 2")
            assert cursor.fetchone() == (2,)
    pooled.close()


def test_a_failed_transaction_leaves_nothing(database: Connect) -> None:
    owner = database("owner")
    with owner.transaction() as cursor:
        cursor.execute("CREATE TABLE scratch (x int)")
    with pytest.raises(ZeroDivisionError), owner.transaction() as cursor:
        cursor.execute("INSERT INTO scratch VALUES (1)")
        raise ZeroDivisionError
    with owner.transaction() as cursor:
        cursor.execute("SELECT count(*) FROM scratch")
        assert cursor.fetchone() == (0,)
