"""The bundle: canonical bytes of files, and the statement that they make."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.base.errors import MalformedError
from azukari.statement.bundle import LARGEST, bundle_hash, decode, encode, parse, read, read_folder
from azukari.statement.findings import StatementInvalidError
from azukari.statement.purposes import Role
from tests.statement.samples import TEXTS, sample

VECTORS = Path(__file__).parents[2] / "spec" / "vectors" / "statement-bundle.json"
_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r"))
_NAME = st.text(st.characters(codec="utf-8", max_codepoint=0xFFFF))
_FILES = st.dictionaries(_NAME, _TEXT)


@given(_FILES)
def test_files_come_back_as_they_were(texts: dict[str, str]) -> None:
    files = {name: text.encode() for name, text in texts.items()}
    assert decode(encode(files)) == files
    assert encode(decode(encode(files))) == encode(files)


@given(_FILES)
def test_the_order_of_files_does_not_matter(texts: dict[str, str]) -> None:
    files = {name: text.encode() for name, text in texts.items()}
    assert encode(dict(reversed(files.items()))) == encode(files)


@given(_FILES.filter(bool), st.data())
def test_another_text_has_another_hash(texts: dict[str, str], data: st.DataObject) -> None:
    files = {name: text.encode() for name, text in texts.items()}
    name = data.draw(st.sampled_from(sorted(files)))
    assert bundle_hash({**files, name: files[name] + b"."}) != bundle_hash(files)


def test_line_ends_become_lf() -> None:
    assert encode({"ja.md": b"a\r\nb\rc\n"}) == b'{"ja.md":"a\\nb\\nc\\n"}'


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"a":1}', b'{"a":"x\\r"}', b'{ "a":"x"}', b'{"b":"","a":""}', b'{"a":"\xff"}', b"null"]
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        decode(data)


def test_a_file_that_is_not_utf_8_has_no_bundle() -> None:
    with pytest.raises(MalformedError):
        encode({"ja.md": b"\xff"})


def test_the_vectors_hold() -> None:
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    for vector in vectors["valid"]:
        files = {name: text.encode() for name, text in vector["files"].items()}
        assert encode(files) == vector["bundle"].encode()
        assert bundle_hash(files) == vector["hash"]
    for text in vectors["invalid"]:
        with pytest.raises(MalformedError):
            decode(text.encode())


def test_a_folder_is_read_without_hidden_files(tmp_path: Path) -> None:
    for name, text in TEXTS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / "ja.md~").write_text("x")
    assert read_folder(tmp_path) == sample()


def test_a_folder_with_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "ja.md").symlink_to(tmp_path / "secret")
    with pytest.raises(MalformedError):
        read_folder(tmp_path / "folder")


def test_a_folder_that_is_too_large_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ja.md").write_bytes(b"a" * (LARGEST + 1))
    with pytest.raises(MalformedError):
        read_folder(tmp_path)
    with pytest.raises(MalformedError):
        read_folder(tmp_path / "nothing")


def test_the_sample_is_read_whole() -> None:
    statement = parse(sample())
    service = statement.service("inquiry")
    assert statement.hash == bundle_hash(sample())
    assert [item.id for item in service.items] == ["name", "email", "topic"]
    assert service.item("name").purposes == ("inquiry.reply", "newsletter")
    assert service.acknowledgement.purpose == "inquiry.reply"
    assert statement.purpose("newsletter").roles == (Role.SERVICE_STAFF,)
    assert statement.purpose("inquiry.reply").roles == (Role.PRIVACY_MANAGER, Role.SERVICE_STAFF)
    assert statement.contact(service).id == "support"
    assert statement.contact().id == "privacy"
    assert statement.recipients_of("inquiry")[0].contract_to is not None
    assert statement.promise("purpose").source == ("S4", "S13")
    assert statement.promise("manager").text.en == "Mihon Hanako, Privacy manager, General affairs is in charge."
    assert statement.traffic.streams[0].days == 14


def test_facts_are_not_taken_for_markup() -> None:
    statement = parse(sample())
    assert statement.promise("who").text.en.startswith("Sample_Works *Ltd.* (")


def test_files_that_make_no_statement_are_refused_with_all_findings() -> None:
    files = sample(("statement.toml", 'default_contact = "privacy"\n', ""), ("services/inquiry.toml", "days = 180", ""))
    with pytest.raises(StatementInvalidError) as caught:
        parse(files)
    assert {finding.file for finding in caught.value.findings} >= {"statement.toml", "services/inquiry.toml"}


def test_a_bad_statement_of_good_form_is_read_so_that_old_versions_stay_readable() -> None:
    assert parse(sample(("en.md", "First, ", "First, SSL; "))).version == "1"


@settings(deadline=None)  # each example reads a statement or two
@given(st.binary(max_size=200), st.sampled_from(sorted(TEXTS)))
def test_any_bytes_are_a_finding_and_no_crash(content: bytes, name: str) -> None:
    draft = read({**sample(), name: content})
    assert draft.findings or parse({**sample(), name: content}) == draft.statement
