"""Who is asking: each way to show it, and each way in which it fails."""

import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing

from azukari.base.errors import MalformedError
from azukari.keeper.who import WORKER, Register, WhoError, read_token_digest
from azukari.statement.purposes import STAFF_ROLES, Role
from azukari.vault.keeper_client import Credential, CredentialKind
from tests.keeper.house import TOKEN, House


@pytest.fixture
def register(house: House) -> Register:
    return house.register(house.databases()[0])


def refused(register: Register, house: House, credential: Credential | None) -> WhoError:
    with pytest.raises(WhoError) as caught:
        register.identify(credential, now=house.now())
    assert credential is None or credential.value not in str(caught.value)
    return caught.value


# --- sessions --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_a_session_shows_who_is_signed_in(house: House, register: Register, role: Role) -> None:
    staff = house.hire(role)
    at = time.time() - 90
    caller = register.identify(house.session(staff, at=at), now=house.now())
    assert (caller.actor.id, caller.actor.role, caller.how) == (str(staff.id), role, CredentialKind.SESSION)
    assert caller.proved_at is not None
    assert abs(caller.proved_at.timestamp() - at) < 0.001


def test_each_session_shows_its_own_person(house: House, register: Register) -> None:
    three = [house.hire(Role.SERVICE_STAFF) for _ in range(3)]
    sessions = [house.session(staff) for staff in three]
    found = [register.identify(session, now=house.now()).actor.id for session in sessions]
    assert found == [str(staff.id) for staff in three]


@pytest.mark.parametrize("key", ["x" * 32, "x", "' OR 1=1 --", "X" * 32, "é" * 32, "0" * 41])
def test_an_unknown_session_shows_nobody(house: House, register: Register, key: str) -> None:
    error = refused(register, house, Credential(CredentialKind.SESSION, key))
    assert (error.ground, error.actor) == ("session_unknown", None)


def test_an_expired_session_is_over(house: House, register: Register) -> None:
    staff = house.hire(Role.SERVICE_STAFF)
    error = refused(register, house, house.session(staff, expires=timedelta(seconds=-1)))
    assert (error.ground, error.actor) == ("session_expired", str(staff.id))


def test_a_session_lasts_eight_hours_at_most(house: House, register: Register) -> None:
    staff = house.hire(Role.SERVICE_STAFF)
    session = house.session(staff, at=time.time() - 8 * 3600 + 60)
    assert register.identify(session, now=house.now()).actor.id == str(staff.id)
    later = house.now() + timedelta(minutes=2)
    with pytest.raises(WhoError) as caught:
        register.identify(session, now=later)
    assert caught.value.ground == "session_expired"


def test_a_changed_password_ends_the_sessions_that_it_opened(house: House, register: Register) -> None:
    staff = house.hire(Role.SERVICE_STAFF)
    session = house.session(staff)
    register.identify(session, now=house.now())
    house.sql("UPDATE staff_user SET password = 'scrypt$another' WHERE id = %s", (staff.id,))
    assert refused(register, house, session).ground == "password_changed"


def test_a_one_time_password_opens_nothing(house: House, register: Register) -> None:
    assert (
        refused(register, house, house.session(house.hire(Role.SERVICE_STAFF, one_time=True))).ground
        == "password_one_time"
    )


Records = Callable[[int], list[object]]


@pytest.mark.parametrize(
    "records",
    [
        lambda _factor: [{"method": "password", "at": time.time()}],
        lambda factor: [{"method": "mfa", "at": time.time(), "id": factor + 1000}],
        lambda factor: [{"method": "password", "at": time.time(), "id": factor}],
        lambda factor: [
            {"method": "mfa", "at": time.time(), "id": str(factor)},
            {"method": "password", "at": time.time()},
        ],
        lambda _factor: [{"method": "mfa", "at": time.time()}, "mfa", {"method": "password", "at": time.time()}],
    ],
    ids=["password only", "a factor that is not theirs", "a password with an id", "an id that is a text", "no id"],
)
def test_without_a_second_factor_nobody_comes_in(house: House, register: Register, records: Records) -> None:
    staff = house.hire(Role.PRIVACY_MANAGER)
    session = house.session(staff, account_authentication_methods=records(staff.factor))
    error = refused(register, house, session)
    assert (error.ground, error.actor) == ("no_second_factor", str(staff.id))


def test_a_factor_of_somebody_else_does_not_count(house: House, register: Register) -> None:
    staff, other = house.hire(Role.SERVICE_STAFF), house.hire(Role.SERVICE_STAFF)
    records = [{"method": "mfa", "at": time.time(), "id": other.factor}]
    session = house.session(staff, account_authentication_methods=records)
    assert refused(register, house, session).ground == "no_second_factor"


def test_a_factor_that_was_taken_away_does_not_count_any_more(house: House, register: Register) -> None:
    staff = house.hire(Role.SERVICE_STAFF)
    session = house.session(staff)
    house.sql("DELETE FROM mfa_authenticator WHERE id = %s", (staff.factor,))
    assert refused(register, house, session).ground == "no_second_factor"


@pytest.mark.parametrize("records", [None, [], "mfa", [{"method": "mfa"}]], ids=["none", "empty", "a text", "no time"])
def test_a_session_that_does_not_say_since_when_is_over(house: House, register: Register, records: object) -> None:
    session = house.session(house.hire(Role.SERVICE_STAFF), account_authentication_methods=records)
    assert refused(register, house, session).ground == "session_expired"


def test_proofs_of_another_person_do_not_count(house: House, register: Register) -> None:
    session = house.session(house.hire(Role.SERVICE_STAFF), account_authentication_methods_user=str(uuid.uuid4()))
    assert refused(register, house, session).ground == "session_expired"


def test_an_inactive_person_stays_out(house: House, register: Register) -> None:
    staff = house.hire(Role.PRIVACY_MANAGER)
    session = house.session(staff)
    house.sql("UPDATE staff_user SET is_active = false WHERE id = %s", (staff.id,))
    error = refused(register, house, session)
    assert (error.ground, error.actor) == ("inactive", str(staff.id))


def test_a_new_role_counts_at_once(house: House, register: Register) -> None:
    staff = house.hire(Role.PRIVACY_MANAGER)
    session = house.session(staff)
    house.sql("UPDATE staff_user SET role = 'auditor' WHERE id = %s", (staff.id,))
    assert register.identify(session, now=house.now()).actor.role is Role.AUDITOR


@pytest.mark.parametrize("role", ["system", "owner", ""])
def test_a_role_that_no_person_has_stays_out(house: House, register: Register, role: str) -> None:
    staff = house.hire(Role.SERVICE_STAFF)
    session, key = house.session(staff), house.access_key(staff)
    house.sql("ALTER TABLE staff_user DROP CONSTRAINT staff_user_role_known")
    house.sql("UPDATE staff_user SET role = %s WHERE id = %s", (role, staff.id))
    assert [refused(register, house, one).ground for one in (session, key)] == ["role_unknown"] * 2


def test_a_person_who_is_gone_is_nobody(house: House, register: Register) -> None:
    staff = house.hire(Role.SERVICE_STAFF)
    session = house.session(staff)
    house.sql("DELETE FROM mfa_authenticator")
    house.sql("DELETE FROM staff_user WHERE id = %s", (staff.id,))
    assert refused(register, house, session).ground == "session_unknown"


def test_a_session_in_which_nobody_is_signed_in_shows_nobody(house: House, register: Register) -> None:
    session = house.stored_session(SessionStore().encode({"language": "ja"}))
    assert refused(register, house, session).ground == "session_unknown"


def test_a_session_that_another_secret_signed_is_forged(house: House, register: Register) -> None:
    genuine = house.session(house.hire(Role.PRIVACY_MANAGER))
    ((data,),) = house.sql("SELECT session_data FROM django_session WHERE session_key = %s", (genuine.value,))
    held = SessionStore().decode(data)
    salt = "django.contrib.sessions.SessionStore"
    forgeries = [
        signing.dumps(held, key="another secret " * 4, salt=salt, compress=True),
        signing.dumps(held, salt="another salt", compress=True),
        data[:-1] + ("A" if data[-1] != "A" else "B"),
        data.replace(".", "", 1) if data.startswith(".") else "." + data,
        "",
        "::",
        "no signature",
    ]
    for forgery in forgeries:
        error = refused(register, house, house.stored_session(forgery))
        assert (error.ground, error.actor) == ("session_forged", None)


def test_no_credential_is_nobody(house: House, register: Register) -> None:
    assert refused(register, house, None).ground == "no_credential"


# --- the worker's token ----------------------------------------------------------------------------------------------------


def test_the_token_shows_the_worker(house: House, register: Register) -> None:
    caller = register.identify(Credential(CredentialKind.TOKEN, TOKEN), now=house.now())
    assert (caller.actor, caller.proved_at) == (WORKER, None)
    assert caller.actor.role is Role.SYSTEM


@pytest.mark.parametrize("token", ["x", TOKEN + "x", TOKEN[:-1], TOKEN.upper(), "\N{SNOWMAN}"])
def test_another_token_shows_nobody(house: House, register: Register, token: str) -> None:
    assert refused(register, house, Credential(CredentialKind.TOKEN, token)).ground == "token_unknown"


def test_without_a_digest_no_token_is_known(house: House) -> None:
    (house.keys / "worker-token.sha256").unlink()
    register = house.register(house.databases()[0])
    assert refused(register, house, Credential(CredentialKind.TOKEN, TOKEN)).ground == "token_unknown"


@pytest.mark.parametrize("content", [b"", b"00", b"zz" * 32, b"00" * 33, b"\xff" * 32])
def test_a_digest_that_is_none_stops_the_start(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "worker-token.sha256").write_bytes(content)
    with pytest.raises(MalformedError, match=r"worker-token\.sha256"):
        read_token_digest(tmp_path)


# --- access keys -----------------------------------------------------------------------------------------------------------


def test_an_access_key_shows_whose_it_is(house: House, register: Register) -> None:
    one, other = house.hire(Role.SERVICE_STAFF), house.hire(Role.PRIVACY_MANAGER)
    keys = [house.access_key(one), house.access_key(other)]
    found = [register.identify(key, now=house.now()) for key in keys]
    assert [caller.actor.id for caller in found] == [str(one.id), str(other.id)]
    assert {caller.proved_at for caller in found} == {None}


def test_an_unknown_key_shows_nobody(house: House, register: Register) -> None:
    house.access_key(house.hire(Role.SERVICE_STAFF))
    error = refused(register, house, Credential(CredentialKind.KEY, "aza_unknown"))
    assert (error.ground, error.actor) == ("key_unknown", None)


def test_the_digest_of_a_key_is_no_key(house: House, register: Register) -> None:
    house.access_key(house.hire(Role.SERVICE_STAFF))
    ((digest,),) = house.sql("SELECT key_hash FROM staff_access_key")
    assert refused(register, house, Credential(CredentialKind.KEY, digest)).ground == "key_unknown"


def test_an_expired_a_revoked_and_an_inactive_persons_key_are_over(house: House, register: Register) -> None:
    staff, gone = house.hire(Role.SERVICE_STAFF), house.hire(Role.SERVICE_STAFF, active=False)
    keys = {
        "key_expired": house.access_key(staff, expires=timedelta(seconds=-1)),
        "key_revoked": house.access_key(staff, revoked=True),
        "inactive": house.access_key(gone),
    }
    for ground, key in keys.items():
        error = refused(register, house, key)
        assert error.ground == ground
        assert error.actor in {str(staff.id), str(gone.id)}


# --- what the role may read ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "SELECT username FROM staff_user",
        "SELECT email FROM staff_user",
        "SELECT data FROM mfa_authenticator",
        "SELECT name FROM staff_access_key",
        "UPDATE staff_user SET role = 'privacy_manager'",
        "UPDATE staff_access_key SET revoked_at = NULL",
        "INSERT INTO django_session VALUES ('k', 'd', now())",
        "DELETE FROM django_session",
        "DELETE FROM mfa_authenticator",
    ],
)
def test_the_keeper_reads_no_more_of_the_staff_side_and_writes_none_of_it(house: House, query: str) -> None:
    error = house.fails_as("keeper", query)
    assert error == "InsufficientPrivilege"
