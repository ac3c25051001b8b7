"""Names of imports and records: the same each time, different for everything else, and of no use without the key."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from azukari.vault.intake.identity import connection_of, import_id, keyed_digest, record_id
from azukari.vault.services.submission import _CONNECTION

KEY, OTHER_KEY = bytes(32), bytes([1] * 32)
NAME = {"file_digest": "a", "mapping_digest": "b", "service": "c"}


def test_an_import_is_named_by_file_mapping_and_service() -> None:
    one = import_id(KEY, **NAME)
    assert one == import_id(KEY, **NAME)
    changed = [import_id(KEY, **{**NAME, name: "x"}) for name in NAME]
    assert len({one, *changed, import_id(OTHER_KEY, **NAME)}) == 5
    assert one.version == 4


@given(st.integers(1, 5_000_000), st.integers(1, 5_000_000))
def test_each_line_has_its_own_record(first: int, second: int) -> None:
    importing = uuid.UUID(int=7)
    assert (record_id(KEY, importing, first) == record_id(KEY, importing, second)) is (first == second)
    assert record_id(KEY, importing, first) != record_id(OTHER_KEY, importing, first)


def test_a_digest_says_nothing_without_the_key() -> None:
    assert (
        keyed_digest(KEY, "file", b"x") != keyed_digest(OTHER_KEY, "file", b"x") != keyed_digest(KEY, "mapping", b"x")
    )


def test_an_import_fits_into_a_header_and_nothing_else_may_look_like_one() -> None:
    importing = uuid.uuid4()
    assert connection_of(importing) == f"import:{importing}"
    assert _CONNECTION.fullmatch(connection_of(importing))
    for other in ("import:", "import:x", f"import:{uuid.uuid4()} ", f"import:{uuid.uuid4().hex}", "other:1"):
        assert not _CONNECTION.fullmatch(other)
