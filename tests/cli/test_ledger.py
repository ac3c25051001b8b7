"""`azukari ledger`, as a person or a script uses it: on a folder, with nothing running."""

import json
import uuid
from pathlib import Path

import pytest
from typer.testing import CliRunner

from azukari.base.errors import AzukariError, Kind
from azukari.cli import ledger
from azukari.cli.ledger import NoKeyError, NoLogError, app
from azukari.host.home import Home
from azukari.ledger.checkpoint import WrongOriginError, sign_checkpoint
from azukari.ledger.directory import LedgerFilesError, TileDirectory
from azukari.ledger.entry import encode, new_entry
from azukari.ledger.log import ChangedEntryError
from azukari.ledger.lookup import NoSuchEntryError
from azukari.ledger.note import KeyFormError, UnknownSignerError, sign_note
from azukari.ledger.proof import read_proof, verify_proof
from azukari.ledger.tree import ForkedTreeError, SmallerTreeError, WrongInclusionError
from tests.ledger.samples import NOW, OTHER_SIGNER, SIGNER, VERIFIER, head_of, log_files, sample_entries

_ENTRIES = sample_entries(300)
_KEY = ("--key", VERIFIER.text)


def _write(folder: Path, entries: list[bytes]) -> Path:
    tiles = TileDirectory(folder)
    for path, data in log_files(entries).items():
        tiles.write(path, data)
    return folder


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "log").mkdir()
    return _write(tmp_path / "log", _ENTRIES)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.ledger.mkdir(parents=True)
    made.ledger_head.mkdir()
    made.settings.write_text('name = "privacy.example.jp"\n', encoding="utf-8")
    made.write_environment("ledger", {"AZUKARI_LEDGER_KEY": VERIFIER.text, "AZUKARI_DATABASE_PASSWORD": "x"})
    _write(made.ledger, _ENTRIES)
    return made


def _run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    if isinstance(result.exception, AzukariError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_log_is_verified(log: Path) -> None:
    shown = _run("verify", log, *_KEY)
    assert "Verified." in shown
    assert "300" in shown
    assert VERIFIER.name in shown


def test_a_key_may_stand_in_a_file(log: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(VERIFIER.text + "\n", encoding="utf-8")
    assert "Verified." in _run("verify", log, "--key", tmp_path / "key")


def test_what_was_verified_can_be_read_by_a_program(log: Path) -> None:
    found = json.loads(_run("verify", log, *_KEY, "--json"))
    assert (found["verified"], found["size"], found["origin"], found["key"], found["continues"]) == (
        True,
        300,
        VERIFIER.name,
        VERIFIER.text,
        None,
    )


def test_a_changed_log_is_not_verified(log: Path) -> None:
    bundle = log / "tile/entries/001.p/44"
    bundle.write_bytes(bundle.read_bytes().replace(b'"number":260', b'"number":261'))
    with pytest.raises(ChangedEntryError) as raised:
        _run("verify", log, *_KEY)
    assert (raised.value.kind, raised.value.index) == (Kind.TAMPERED, 260)


def test_an_older_checkpoint_is_continued_or_not(log: Path, tmp_path: Path) -> None:
    since = tmp_path / "since"
    since.write_bytes(sign_checkpoint(head_of(_ENTRIES[:100]), SIGNER).note)
    assert json.loads(_run("verify", log, *_KEY, "--since", since, "--json"))["continues"]["size"] == 100
    assert "tree of 100 entries" in _run("verify", log, *_KEY, "--since", since)
    since.write_bytes(sign_checkpoint(head_of(_ENTRIES[1:101]), SIGNER).note)
    with pytest.raises(ForkedTreeError):
        _run("verify", log, *_KEY, "--since", since)
    since.write_bytes(sign_checkpoint(head_of(sample_entries(301)), SIGNER).note)
    with pytest.raises(SmallerTreeError):
        _run("verify", log, *_KEY, "--since", since)
    since.write_bytes(sign_checkpoint(head_of(_ENTRIES), OTHER_SIGNER).note)
    with pytest.raises(UnknownSignerError):
        _run("verify", log, *_KEY, "--since", since)


def test_a_home_brings_its_key_and_its_head(home: Home) -> None:
    assert json.loads(_run("verify", home.path, "--json"))["continues"] is None
    (home.ledger_head / "checkpoint").write_bytes((home.ledger / "checkpoint").read_bytes())
    assert json.loads(_run("verify", home.path, "--json"))["continues"]["size"] == 300
    (home.ledger_head / "checkpoint").write_bytes(sign_checkpoint(head_of(sample_entries(301)), SIGNER).note)
    with pytest.raises(SmallerTreeError):
        _run("verify", home.path)
    with pytest.raises(UnknownSignerError):
        _run("verify", home.path, "--key", OTHER_SIGNER.verifier.text)


@pytest.mark.parametrize(
    ("key", "error"), [("", NoKeyError), ("nonsense", KeyFormError), (OTHER_SIGNER.verifier.text, UnknownSignerError)]
)
def test_a_log_needs_its_key(log: Path, key: str, error: type[AzukariError]) -> None:
    with pytest.raises(error):
        _run("verify", log, "--key", key)


def test_a_folder_without_a_log(tmp_path: Path) -> None:
    with pytest.raises(NoLogError):
        _run("verify", tmp_path, *_KEY)


def test_a_log_of_another_name(log: Path) -> None:
    text = (log / "checkpoint").read_text(encoding="utf-8").partition("\n\n")[0] + "\n"
    (log / "checkpoint").write_bytes(sign_note(text.replace("privacy", "other"), [SIGNER]))
    with pytest.raises(WrongOriginError):
        _run("verify", log, *_KEY)


def test_the_newest_entries_are_shown(log: Path) -> None:
    lines = _run("show", log, *_KEY, "--last", 3).splitlines()
    assert [line.split()[0] for line in lines] == ["297", "298", "299"]
    assert "vault.record.collected" in lines[0]
    assert "purposes=inquiry" in lines[0]
    assert len(_run("show", log, *_KEY).splitlines()) == 20


def test_entries_are_shown_by_index_and_id(log: Path) -> None:
    found = json.loads(_run("show", log, 7, uuid.UUID(int=260), *_KEY, "--json"))
    assert [(one["index"], one["id"], one["facts"]["number"]) for one in found["entries"]] == [
        (7, str(uuid.UUID(int=7)), 7),
        (260, str(uuid.UUID(int=260)), 260),
    ]
    assert found["size"] == 300


def test_an_empty_log_shows_nothing(log: Path) -> None:
    (log / "checkpoint").write_bytes(sign_checkpoint(head_of([]), SIGNER).note)
    assert _run("show", log, *_KEY) == ""


def test_entries_cannot_command_the_terminal(tmp_path: Path) -> None:
    entry = new_entry("a.b.c", {"note": "\x1b[2J\x9b\u202e"}, entry_id=uuid.UUID(int=1), at=NOW)
    shown = _run("show", _write(tmp_path, [encode(entry)]), *_KEY)
    assert r"\u001b[2J\u009b\u202e" in shown
    assert "\x1b[2J" not in shown


@pytest.mark.parametrize("what", ["300", str(uuid.UUID(int=999))])
def test_entries_that_are_not_there(log: Path, what: str) -> None:
    with pytest.raises(NoSuchEntryError):
        _run("show", log, what, *_KEY)


def test_what_is_no_entry(log: Path) -> None:
    with pytest.raises(AzukariError, match="neither the index nor the id") as raised:
        _run("proof", log, "first", *_KEY)
    assert raised.value.kind is Kind.MALFORMED


def test_changed_entries_are_not_shown(log: Path) -> None:
    bundle = log / "tile/entries/001.p/44"
    bundle.write_bytes(bundle.read_bytes().replace(b'"number":260', b'"number":261'))
    with pytest.raises(WrongInclusionError):
        _run("show", log, 260, *_KEY)
    with pytest.raises(WrongInclusionError):
        _run("proof", log, 260, *_KEY)


def test_a_proof_verifies_without_the_log(log: Path) -> None:
    assert verify_proof(read_proof(_run("proof", log, 260, *_KEY)), _ENTRIES[260], VERIFIER).index == 260
    found = json.loads(_run("proof", log, uuid.UUID(int=260), *_KEY, "--json"))
    assert found["index"] == 260
    assert verify_proof(read_proof(found["proof"]), found["entry"].encode(), VERIFIER).index == 260


def test_a_long_log_shows_its_progress(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "_ALL_ENTRIES_FROM", 100)
    monkeypatch.setenv("FORCE_COLOR", "1")
    result = CliRunner().invoke(app, ["verify", str(log), *_KEY])
    assert "Verifying" in result.stderr
    assert "300/300" in result.stderr
    assert CliRunner().invoke(app, ["verify", str(log), *_KEY, "--json"]).stderr == ""


def test_files_that_cannot_be_read(log: Path) -> None:
    (log / "tile/0/000").unlink()
    (log / "tile/0/000").mkdir()
    with pytest.raises(LedgerFilesError):
        _run("verify", log, *_KEY)
