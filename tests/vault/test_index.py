import hashlib
import hmac
import uuid

import pytest

from azukari.base.errors import MalformedError
from azukari.vault.index import BlindIndex, LookupKind
from azukari.vault.person_key import commit_reason, commit_record, ledger_salt, new_person_key
from azukari.vault.randomness import NoncePool
from tests.vault.world import INDEX_KEY


def test_equal_values_have_equal_tokens_under_one_key_and_kind_only() -> None:
    index = BlindIndex(INDEX_KEY)
    token = index.token(LookupKind.EMAIL, "taro@example.jp")
    assert token == BlindIndex(INDEX_KEY).token(LookupKind.EMAIL, "taro@example.jp")
    assert len(token) == 16
    others = {
        index.token(LookupKind.NAME, "taro@example.jp"),
        index.token(LookupKind.EMAIL, "jiro@example.jp"),
        BlindIndex(bytes(32)).token(LookupKind.EMAIL, "taro@example.jp"),
    }
    assert len(others | {token}) == 4


def test_a_token_is_what_the_specification_says() -> None:
    key = hmac.new(INDEX_KEY, b"kana", hashlib.sha256).digest()
    wanted = hmac.new(key, "ヤマダ".encode(), hashlib.sha256).digest()[:16]
    assert BlindIndex(INDEX_KEY).token(LookupKind.KANA, "ヤマダ") == wanted


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(MalformedError):
        BlindIndex(b"short")


def test_commitments_need_the_persons_key() -> None:
    one, other = ledger_salt(bytes(32)), ledger_salt(bytes([1]) * 32)
    assert commit_record(one, b"digest") != commit_record(other, b"digest")
    event = uuid.UUID(int=1)
    assert commit_reason(one, event=event, reason="why") != commit_reason(one, event=event, reason="why not")
    assert len(new_person_key(bytes)) == 32


def test_nonces_never_repeat(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = NoncePool()
    drawn = {pool(12) for _ in range(10_000)}
    assert len(drawn) == 10_000
    monkeypatch.setattr("azukari.vault.randomness.os.getpid", lambda: -1)  # as after a fork
    assert pool(12) not in drawn
    assert len(pool(100_000)) == 100_000


def test_a_fork_does_not_share_nonces(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    def draw(size: int) -> bytes:
        drawn.append(size)
        return bytes([len(drawn)]) * size

    pool = NoncePool(draw)
    first = pool(12)
    assert pool(12) == first
    assert len(drawn) == 1
    monkeypatch.setattr("azukari.vault.randomness.os.getpid", lambda: -1)
    assert pool(12) != first
    assert len(drawn) == 2
