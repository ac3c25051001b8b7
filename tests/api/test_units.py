"""The parts of the door by themselves: bodies, limits, secret, settings, log."""

import logging
import uuid
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.api.bodies import read_body, read_query
from azukari.api.errors import BodyError, TooManyError
from azukari.api.limits import Buckets, Turnstile
from azukari.api.log import SafeFormatter
from azukari.api.schemas import Collect, LedgerQuery, Open
from azukari.api.secret import CursorError, DoorSecret, read_secret
from azukari.api.settings import read_settings
from azukari.base.errors import MalformedError, UnavailableError
from azukari.host.settings import Settings

SECRET = DoorSecret(b"s" * 32)
RECORD = "3f1a9c62-7d0e-4b58-9a1c-5e2f8d4b6a70"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"items": {}, "language": "ja"}, "/items"),
        ({"items": {"name": 3}, "language": "ja"}, "/items"),
        ({"items": {"name": "x"}, "language": "fr"}, "/language"),
        ({"items": {"name": "x"}}, "/language"),
        ({"items": {"name": "x"}, "language": "ja", "secret-name": 1}, ""),
        ({"items": {"secret name": "x"}, "language": "ja"}, "/items"),
        ({"items": {"name": "x"}, "language": "ja", "permissions": ["a", 1]}, "/permissions/1"),
        ({"items": {"name": "x" * 10_001}, "language": "ja"}, "/items"),
    ],
)
def test_a_fault_is_named_by_its_place_and_never_repeats(body: object, pointer: str) -> None:
    with pytest.raises(BodyError) as raised:
        read_body(msgspec.json.Decoder(Collect), msgspec.json.encode(body))
    assert [fault.pointer for fault in raised.value.faults] == [pointer]
    assert "secret" not in raised.value.faults[0].detail + raised.value.message
    assert "regex" not in raised.value.faults[0].detail


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with pytest.raises(BodyError):
        read_body(msgspec.json.Decoder(Open), raw)


@pytest.mark.parametrize("record", [RECORD, "7K3M-92QF-0TBX", "7k3m92qf0tbx"])
def test_records_are_named_by_id_or_number(record: str) -> None:
    body = {"record": record, "purpose": "inquiry.reply", "reason": "answering"}
    assert read_body(msgspec.json.Decoder(Open), msgspec.json.encode(body)).record == record
    with pytest.raises(BodyError):
        read_body(msgspec.json.Decoder(Open), msgspec.json.encode({**body, "record": record + "\n"}))


def test_a_query_is_read_strictly() -> None:
    assert read_query(LedgerQuery, [("limit", "7")]).limit == 7
    assert read_query(LedgerQuery, []) == LedgerQuery()
    for pairs in ([("limit", "7"), ("limit", "8")], [("limit", "x")], [("limit", "501")], [("other", "")]):
        with pytest.raises(BodyError):
            read_query(LedgerQuery, pairs)


def test_a_bucket_lets_so_many_pass_and_fills_up_evenly() -> None:
    now = [0.0]
    buckets = Buckets(3, seconds=60, clock=lambda: now[0])
    assert [buckets.wait_seconds("a") for _ in range(4)] == [0, 0, 0, 21]
    assert buckets.wait_seconds("b") == 0
    now[0] = 20.5
    assert [buckets.wait_seconds("a") for _ in range(2)] == [0, 20]
    now[0] = 1000
    assert [buckets.wait_seconds("a") for _ in range(4)][2:] == [0, 21]


def test_a_key_may_ask_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    turnstile = Turnstile(per_minute=2, failures=1, clock=lambda: 0.0)
    key = uuid.uuid4()
    turnstile.admit(key)
    turnstile.admit(key)
    with pytest.raises(TooManyError) as raised:
        turnstile.admit(key)
    assert raised.value.retry_seconds == 31
    turnstile.admit(uuid.uuid4())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8::1", "2001:db8:1::1", False),
        ("nonsense", "", True),
    ],
)
def test_failures_are_counted_by_site(one: str, other: str, same: bool) -> None:
    turnstile = Turnstile(per_minute=2, failures=1, clock=lambda: 0.0)
    turnstile.count_failure(one)
    if same:
        with pytest.raises(TooManyError):
            turnstile.count_failure(other)
    else:
        turnstile.count_failure(other)


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_record_id_follows_from_key_and_idempotency_key(one: str, other: str) -> None:
    one, other = (text.encode(errors="replace").decode() for text in (one, other))
    key = uuid.UUID(int=7)
    first, second = (SECRET.record_id(SECRET.token(key, text)) for text in (one, other))
    assert (first == second) == (one == other)
    assert first != SECRET.record_id(SECRET.token(uuid.UUID(int=8), one))
    assert first != DoorSecret(b"t" * 32).record_id(DoorSecret(b"t" * 32).token(key, one))
    assert first.version == 4


@given(st.one_of(st.text(max_size=50), st.integers(0, 2**53 - 1)))
def test_a_cursor_is_read_for_its_list_only(place: str | int) -> None:
    place = place.encode(errors="replace").decode() if isinstance(place, str) else place
    cursor = SECRET.seal_cursor(place, bound="list/a")
    assert SECRET.open_cursor(cursor, bound="list/a") == place
    if isinstance(place, str) and len(place) > 4:
        assert place not in cursor
    changed = cursor[:-2] + ("A" if cursor[-2] != "A" else "B") + cursor[-1]
    for text, bound in ((cursor, "list/b"), (changed, "list/a"), ("", "list/a"), ("A", "list/a"), ("AAAA", "list/a")):
        with pytest.raises(CursorError):
            SECRET.open_cursor(text, bound=bound)


def test_the_secret_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        read_secret(tmp_path)
    (tmp_path / "idempotency.key").write_bytes(b"short")
    with pytest.raises(UnavailableError):
        read_secret(tmp_path)


def test_settings_stop_the_start_if_they_are_wrong(tmp_path: Path) -> None:
    given = {
        "AZUKARI_DATABASE_URL": "postgresql://a:b@/c",
        "AZUKARI_PERSON_KEYS_URL": "postgresql://a:b@/d",
        "AZUKARI_KEYS": str(tmp_path),
        "AZUKARI_KEEPER_SOCKET": str(tmp_path / "k.sock"),
        "AZUKARI_HOME": str(tmp_path),
        "AZUKARI_HOSTS": "API.example,localhost",
        "AZUKARI_API_URL": "https://api.example",
        "AZUKARI_API_PER_MINUTE": "60",
    }
    settings = read_settings(given)
    assert settings.hosts == {"api.example", "localhost"}
    assert "b@" not in repr(settings)
    for name in given:
        with pytest.raises(MalformedError, match=name):
            read_settings({**given, name: ""})
    for wrong in ("0", "-1", "x"):
        with pytest.raises(MalformedError):
            read_settings({**given, "AZUKARI_API_PER_MINUTE": wrong})
    assert Settings("x").api_port == 8445


def test_a_log_holds_no_value() -> None:
    def written(name: str, message: str, *args: object, error: Exception | None = None) -> str:
        info = None if error is None else (type(error), error, error.__traceback__)
        return SafeFormatter().format(logging.LogRecord(name, logging.ERROR, "x.py", 1, message, args, info))

    assert "hanako" not in written("asyncio", "hanako")
    assert "hanako" not in written("psycopg", "row %s", "hanako")
    line = written("azukari.api", "It ended with %s.", "refused", error=ValueError("hanako\nx"))
    assert "hanako" not in line
    assert "ValueError" in line
    assert "refused" in line
    assert "\n" not in line
