"""Frames of the keeper's protocol: what is written is read again, and nothing else is."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.canonical import Value, canonical_bytes
from azukari.base.errors import AzukariError, Kind, MalformedError, RefusedError, UnavailableError
from azukari.vault.keeper_frames import (
    LONGEST_FRAME,
    Credential,
    CredentialKind,
    FrameError,
    FrameReader,
    Request,
    decode_answer,
    decode_request,
    encode_answer,
    encode_error,
    encode_request,
    frame,
)
from tests.house.source import ROOT

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
NAMES = st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF), max_size=10)
VALUES: st.SearchStrategy[Value] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
CREDENTIALS = st.builds(Credential, st.sampled_from(CredentialKind), TEXT.filter(bool))
REQUESTS = st.builds(Request, TEXT, st.none() | CREDENTIALS, st.dictionaries(NAMES, VALUES, max_size=4))
VECTORS = json.loads(Path(ROOT / "spec" / "vectors" / "keeper-protocol.json").read_text(encoding="utf-8"))


def body_of(framed: bytes) -> bytes:
    reader = FrameReader()
    reader.feed(framed)
    body = reader.next()
    assert body is not None
    assert not reader.waiting
    return body


@given(REQUESTS)
def test_a_request_is_read_as_it_was_written(request: Request) -> None:
    assert decode_request(body_of(encode_request(request))) == request


@given(VALUES)
def test_an_answer_is_read_as_it_was_written(value: Value) -> None:
    assert decode_answer(body_of(encode_answer(value))) == value


@given(st.sampled_from([kind for kind in Kind if kind is not Kind.INTERNAL]), TEXT, TEXT.filter(bool))
def test_an_error_comes_back_as_the_class_of_its_kind(kind: Kind, message: str, ground: str) -> None:
    sent = AzukariError(message or "x", ground=ground)
    sent.kind = kind
    with pytest.raises(AzukariError) as caught:
        decode_answer(body_of(encode_error(sent)))
    assert (caught.value.kind, caught.value.ground, caught.value.message) == (kind, ground, message or "x")
    assert type(caught.value) is not AzukariError


def test_an_internal_error_loses_its_text() -> None:
    framed = encode_error(AzukariError("canary-4711", ground="canary-4711"))
    assert b"canary" not in framed
    with pytest.raises(AzukariError) as caught:
        decode_answer(body_of(framed))
    assert caught.value.kind is Kind.INTERNAL


def test_errors_keep_their_class() -> None:
    with pytest.raises(RefusedError, match="No grant"):
        decode_answer(body_of(encode_error(RefusedError("No grant.", ground="no_grant"))))
    with pytest.raises(UnavailableError):
        decode_answer(body_of(encode_error(UnavailableError())))


@given(st.lists(VALUES, min_size=1, max_size=5), st.data())
def test_frames_may_arrive_in_any_pieces(values: list[Value], data: st.DataObject) -> None:
    stream = b"".join(frame(value) for value in values)
    reader, read = FrameReader(), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        reader.feed(stream[:size])
        stream = stream[size:]
        while (body := reader.next()) is not None:
            read.append(body)
    assert read == [canonical_bytes(value) for value in values]
    assert not reader.waiting


@pytest.mark.parametrize("length", [0, LONGEST_FRAME + 1, 2**32 - 1])
def test_an_impossible_length_is_refused_before_the_body(length: int) -> None:
    reader = FrameReader()
    reader.feed(length.to_bytes(4, "big"))
    with pytest.raises(FrameError) as caught:
        reader.next()
    assert caught.value.ground == "frame.length"


def test_the_longest_frame_passes_and_a_longer_one_is_not_written() -> None:
    longest = "x" * (LONGEST_FRAME - 2)  # two quotation marks
    assert len(body_of(frame(longest))) == LONGEST_FRAME
    with pytest.raises(FrameError):
        frame(longest + "x")


@given(st.binary(max_size=200))
def test_garbage_is_refused(body: bytes) -> None:
    with pytest.raises(FrameError):
        decode_request(body)
    with pytest.raises(FrameError):
        decode_answer(body)


@given(REQUESTS, st.integers(0), st.integers(0, 255))
def test_a_changed_byte_gives_another_request_or_none(request: Request, place: int, byte: int) -> None:
    body = bytearray(body_of(encode_request(request)))
    if body[place % len(body)] == byte:
        return
    body[place % len(body)] = byte
    try:
        changed = decode_request(bytes(body))
    except FrameError:
        return
    assert changed != request


@pytest.mark.parametrize("vector", VECTORS["requests"], ids=lambda vector: vector["says"])
def test_vectors_of_requests(vector: dict[str, str]) -> None:
    body = body_of(bytes.fromhex(vector["frame"]))
    assert body.decode() == vector["body"]
    assert encode_request(decode_request(body)).hex() == vector["frame"]


@pytest.mark.parametrize("vector", VECTORS["answers"], ids=lambda vector: vector["says"])
def test_vectors_of_answers(vector: dict[str, str]) -> None:
    body = body_of(bytes.fromhex(vector["frame"]))
    assert body.decode() == vector["body"]
    try:
        framed = encode_answer(decode_answer(body))
    except AzukariError as error:
        framed = encode_error(error)
    assert framed.hex() == vector["frame"]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["says"])
def test_vectors_of_what_is_refused(vector: dict[str, str]) -> None:
    with pytest.raises(MalformedError) as caught:
        decode_request(body_of(bytes.fromhex(vector["frame"])))
    assert caught.value.ground == vector["ground"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"v":1}',
        b'{"more":1,"ok":1,"v":1}',
        b'{"error":{"ground":"x","kind":"strange","message":"x"},"v":1}',
        b'{"error":{"ground":"x","kind":"refused","message":"x","more":1},"v":1}',
        b'{"error":{"ground":"x","kind":"refused"},"v":1}',
        b'{"error":{"ground":"x","kind":"refused","message":"x"},"more":1,"v":1}',
    ],
)
def test_an_answer_of_another_shape_is_refused(body: bytes) -> None:
    with pytest.raises(FrameError) as caught:
        decode_answer(body)
    assert caught.value.ground == "frame.shape"


def test_a_credential_hides_itself() -> None:
    request = Request("open", Credential(CredentialKind.KEY, "canary-4711"), {"value": "canary-4711"})
    assert "canary" not in repr(request)
    assert "canary" not in f"{request.credential}"


def test_the_specification_names_every_kind_and_ground() -> None:
    page = (ROOT / "spec" / "keeper-protocol.md").read_text(encoding="utf-8")
    source = (ROOT / "src" / "azukari" / "vault" / "keeper_frames.py").read_text(encoding="utf-8")
    for kind in Kind:
        assert f"`{kind.value}`" in page
    for ground in re.findall(r'ground="(frame\.[a-z]+)"', source):
        assert f"`{ground}`" in page
