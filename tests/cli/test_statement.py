"""`azukari statement` from outside: what it prints, its JSON, and its exit codes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from azukari.base.clock import japan_date, system_clock
from azukari.base.errors import NotFoundError
from azukari.cli import main, statement
from azukari.host.home import Home, lay_home
from azukari.host.settings import Settings, write_settings
from azukari.statement.bundle import bundle_hash, encode, read_folder
from azukari.statement.findings import StatementInvalidError
from azukari.statement.services import AlreadyPublishedError
from tests.conftest import Server
from tests.statement.samples import sample

H = "statement.toml"


def _write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def _run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(statement.app, [str(argument) for argument in arguments], catch_exceptions=True)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return _write(tmp_path / "good", sample())


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return _write(tmp_path / "bad", sample(("en.md", "First, ", "First, SSL; "), (H, 'version = "1"', 'version = "2"')))


def test_check_is_content_with_a_sound_statement(good: Path) -> None:
    code, output = _run("check", good)
    assert code == 0
    assert "No errors." in output
    assert bundle_hash(sample()) in output.replace("\n", "")


def test_check_shows_place_code_line_and_remedy_and_ends_with_1(bad: Path) -> None:
    code, output = _run("check", bad)
    assert code == 1
    assert "en.md:10: error AZ301" in output
    assert "   10 │ - First, SSL;" in output
    assert "mend: Write {{ tls.minimum }}" in output
    assert "1 error(s), 0 warning(s), 0 waived." in output


def test_check_as_json_has_a_stable_shape(bad: Path) -> None:
    code, output = _run("check", bad, "--json")
    assert code == 1
    read = json.loads(output)
    assert (read["errors"], read["warnings"], read["waived"]) == (1, 0, 0)
    (finding,) = read["findings"]
    assert list(finding) == ["code", "severity", "file", "line", "message", "mend", "because"]
    assert (finding["code"], finding["severity"], finding["file"], finding["line"]) == ("AZ301", "error", "en.md", 10)


def test_check_compares_with_the_version_before(good: Path, tmp_path: Path) -> None:
    changed = _write(tmp_path / "changed", sample(("ja.md", "一つめ", "最初")))
    code, output = _run("check", changed, "--previous", good)
    assert code == 0
    assert "ja.md:10: warning AZ207" in output


def test_a_bundle_file_is_as_good_as_a_folder(good: Path, tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    file.write_bytes(encode(sample()))
    assert _run("check", file)[0] == 0
    assert _run("diff", good, file) == (0, "Nothing changes.\n")


def test_diff_tells_changes_in_the_language_asked_for(good: Path, tmp_path: Path) -> None:
    changed = _write(tmp_path / "changed", sample(("services/inquiry.toml", "days = 180", "days = 365")))
    code, english = _run("diff", good, changed)
    assert code == 0
    assert english.startswith("Newly allowed\n  · “Answering” is kept for 365 days")
    assert "[related]" in english
    assert _run("diff", good, changed, "--language", "ja")[1].startswith("新しくできること\n  · 「回答」の保存期間が")


def test_diff_as_json_has_a_stable_shape(good: Path, bad: Path) -> None:
    code, output = _run("diff", good, bad, "--json")
    assert code == 0
    read = json.loads(output)
    assert list(read) == ["old", "new", "hints", "changes"]
    assert (read["old"]["version"], read["new"]["version"], read["hints"]) == ("1", "2", ["editorial"])
    assert all(list(change) == ["kind", "hint", "subject", "ja", "en"] for change in read["changes"])


def test_diff_of_files_that_make_no_statement_is_refused(good: Path, tmp_path: Path) -> None:
    broken = _write(tmp_path / "broken", sample((H, 'version = "1"', "")))
    with pytest.raises(StatementInvalidError):
        _run("diff", good, broken)


def test_explain_tells_the_rule() -> None:
    code, output = _run("explain", "az301")
    assert code == 0
    assert output.startswith("AZ301  error\nThe protocol is called TLS.\n")
    assert "[[waivers]]" in output
    assert json.loads(_run("explain", "AZ301", "--json")[1])["waivable"] is True


def test_explain_does_not_know_every_code() -> None:
    with pytest.raises(NotFoundError):
        _run("explain", "AZ000")


def test_a_folder_that_is_not_there_and_another_language_are_usage_errors(good: Path, tmp_path: Path) -> None:
    assert _run("check", tmp_path / "nothing")[0] == 2
    assert _run("diff", good, good, "--language", "fr")[0] == 2


@pytest.fixture
def home(tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An organisation whose database is the one of this test, and whose statement takes effect today."""
    found = lay_home(tmp_path / "home")
    found.settings.write_text(
        write_settings(Settings("sample.example", database_url=postgres.admin_url)), encoding="utf-8"
    )
    found.write_environment("owner", {"AZUKARI_DATABASE_PASSWORD": postgres.passwords["azukari_owner"]})
    for name, made in (("MAIN_DATABASE", "azukari"), ("PERSON_KEYS_DATABASE", "azukari_person_keys")):
        monkeypatch.setattr(f"azukari.host.environments.{name}", postgres.names[made])
    today = japan_date(system_clock())
    dates = (
        (H, "effective_on = 2026-12-01", f"effective_on = {today}"),
        (H, "valid_to = 2026-12-31", "valid_to = 2126-12-31"),
        (H, "on = 2026-11-20", "on = 2020-11-20"),
        ("recipients/yubin.toml", "to = 2027-03-31", "to = 2127-03-31"),
    )
    _write(found.statement, sample(*dates))
    return found


def test_publish_publishes_for_good(home: Home) -> None:
    code, output = _run("publish", home.path, "--approver", "Mihon Taro", "--json")
    assert code == 0
    assert json.loads(output)["hash"] == bundle_hash(read_folder(home.statement))
    with pytest.raises(AlreadyPublishedError):
        _run("publish", home.path, "--approver", "Mihon Taro")


def test_publish_shows_findings_and_publishes_nothing(home: Home) -> None:
    text = home.statement / "en.md"
    whole = text.read_text(encoding="utf-8")
    text.write_text(whole.replace("First, ", "First, SSL; "), encoding="utf-8")
    code, output = _run("publish", home.path, "--approver", "Mihon Taro")
    assert code == 1
    assert "AZ301" in output
    text.write_text(whole, encoding="utf-8")
    code, output = _run("publish", home.path, "--approver", "Mihon Taro")
    assert code == 0
    assert "Published version 1." in output


def test_publishing_belongs_to_the_family() -> None:
    assert main.ONLINE
    assert "publish" in {command.callback.__name__ for command in statement.app.registered_commands if command.callback}
