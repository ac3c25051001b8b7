"""The documents speak of what is there: links, paths, settings, commands, codes and tables are compared with the code."""

import ast
import dataclasses
import importlib
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from azukari.host.settings import Settings, read_settings
from tests.house.source import ROOT, SOURCE, tree

_SKIPPED = {".venv", "demo", "node_modules", "example", ".git", ".pytest_cache", ".hypothesis"}
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|^\[[^\]]+\]:\s+(\S+)", re.MULTILINE)
_FENCE = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"(?<![\w/.~-])(?:src|tests|spec|docs|example|requirements|changes)/[\w./*<>-]*[\w*>/]")
_FUNCTION = re.compile(r"`((?:base|ledger|host|statement|vault|rights|keeper|web|api|cli)/[\w/]+\.py)(?::(\w+))?`")
_VARIABLE = re.compile(r"AZUKARI_[A-Z][A-Z_]*[A-Z]")
_CODE = re.compile(r"`([^`\n]+)`")
_COMMAND = re.compile(r"azukari(?: [^\s…#|&;]+)+")
_TARGET = re.compile(r"`make ([a-z]+)`|^make ([a-z]+)", re.MULTILINE)
# Headings of `azukari.toml`'s and the environment's tables in the page on settings.
_SETTINGS = ROOT / "docs" / "operator" / "settings.md"


def documents() -> list[Path]:
    """List every page that we write; the statements of the example are read by their own linter."""
    return sorted(path for path in ROOT.rglob("*.md") if not _SKIPPED & set(path.relative_to(ROOT).parts))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _headings(text: str) -> set[str]:
    found = re.findall(r"^#+ (.+)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower().replace("`", "")).strip().replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", documents(), ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    broken = []
    for inline, reference in _LINK.findall(_FENCE.sub("", text)):
        target, _, anchor = (inline or reference).partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (anchor and anchor not in _headings(file.read_text(encoding="utf-8"))):
            broken.append(inline or reference)
    assert broken == []


@pytest.mark.parametrize("page", documents(), ids=_name)
def test_paths_that_are_named_exist(page: Path) -> None:
    named = set(_PATH.findall(page.read_text(encoding="utf-8")))
    assert [path for path in sorted(named) if "<" not in path and not any(ROOT.glob(path.rstrip("/")))] == []


def test_pages_that_the_code_names_exist() -> None:
    missing = set()
    for file in [path for kind in ("*.py", "*.sql") for path in SOURCE.rglob(kind)]:
        for named in re.findall(r"(?<![\w/])(?:spec|docs)/[\w./-]*\w", file.read_text(encoding="utf-8")):
            if not any(ROOT.glob(named)) and not any(
                ROOT.glob(f"{named}-*.md")
            ):  # a decision may be named by its number
                missing.add(f"{file.relative_to(ROOT)}: {named}")
    assert missing == set()


@pytest.mark.parametrize("page", documents(), ids=_name)
def test_functions_that_are_named_exist(page: Path) -> None:
    """A page names a function as ``room/module.py:function``, and a module below ``src/azukari`` as ``room/module.py``."""
    missing = []
    for path, name in _FUNCTION.findall(page.read_text(encoding="utf-8")):
        file = SOURCE / path
        if not file.is_file() or (name and name not in _defined(file)):
            missing.append(f"{path}:{name}")
    assert missing == []


def _defined(file: Path) -> set[str]:
    kinds = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name for node in ast.walk(tree(file)) if isinstance(node, kinds)}


@pytest.mark.parametrize("page", documents(), ids=_name)
def test_make_targets_that_are_named_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {one or other for one, other in _TARGET.findall(page.read_text(encoding="utf-8"))}
    assert [target for target in sorted(named) if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


def _table(heading: str) -> dict[str, str]:
    """Read the first two columns of the table under a heading of the page on settings; code marks come off."""
    section = _SETTINGS.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]*) \|", section, re.MULTILINE)
    return {name: second.strip().strip("`") for name, second in rows}


def test_every_key_of_azukari_toml_is_described() -> None:
    described = _table("`azukari.toml`")
    assert list(described) == [field.name for field in dataclasses.fields(Settings)]


def test_described_defaults_are_the_real_ones(tmp_path: Path) -> None:
    described = _table("`azukari.toml`")
    for field in dataclasses.fields(Settings):
        if field.default is not dataclasses.MISSING:
            assert tomllib.loads(f"it = {described[field.name]}")["it"] == field.default, field.name
    file = tmp_path / "azukari.toml"
    file.write_text(
        "\n".join(
            f"{key} = {default if not default.startswith('(') else chr(34) + 'privacy.example.jp' + chr(34)}"
            for key, default in described.items()
        )
    )
    assert read_settings(file) == Settings("privacy.example.jp")


def test_examples_of_azukari_toml_are_read(tmp_path: Path) -> None:
    examples = [
        block
        for page in documents()
        for block in re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        if "[" not in re.sub(r'"[^"]*"', "", block)
    ]
    assert examples
    for number, example in enumerate(examples):
        file = tmp_path / f"{number}.toml"
        lines = "\n".join(line.strip() for line in example.splitlines())
        file.write_text(lines if "name =" in lines else f'name = "privacy.example.jp"\n{lines}', encoding="utf-8")
        read_settings(file)


def test_the_tree_of_a_home_is_the_one_that_is_made(tmp_path: Path) -> None:
    new = importlib.import_module("azukari.cli.new")
    home = new.make_home(tmp_path / "home", Settings("privacy.example.jp"), edition="modern")
    page = (ROOT / "docs" / "operator" / "home.md").read_text(encoding="utf-8")
    tree_shown = re.search(r"```\n(HOME/.*?)```", page, re.DOTALL)
    assert tree_shown is not None
    shown = set(re.findall(r"[\w.-]+", tree_shown[1]))
    top = {path.name for path in home.path.iterdir()}
    assert top - shown == set()
    keys = [path.relative_to(home.path) for path in (home.path / "keys").rglob("*") if path.is_file()]
    assert {part for path in keys for part in path.parts} - shown == set()
    assert [str(path) for path in keys if path.name != "env" and f"`{path}`" not in page] == []


def _in_source() -> set[str]:
    """List the variables that the product reads or sets."""
    texts = (path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    return {name.removesuffix("_FILE") for text in texts for name in _VARIABLE.findall(text)}


def test_every_variable_is_described_and_no_other() -> None:
    described = _VARIABLE.findall(_SETTINGS.read_text(encoding="utf-8"))
    assert {name.removesuffix("_FILE") for name in described} == _in_source()


def test_other_pages_name_known_variables_only() -> None:
    known = _in_source() | {"AZUKARI_CI"}
    named = {
        f"{_name(page)}: {name}"
        for page in documents()
        for name in _VARIABLE.findall(page.read_text(encoding="utf-8"))
        if name.removesuffix("_FILE") not in known
    }
    assert named == set()


def _commands(page: Path) -> Iterator[list[str]]:
    text = page.read_text(encoding="utf-8")
    fenced = "\n".join(match.group() for match in _FENCE.finditer(text))
    for line in fenced.splitlines():
        found = re.match(r"(?:\$ )?(azukari .*)", line.strip())
        if found:
            yield from (one.split() for one in _COMMAND.findall(found[1]))
    for code in _CODE.findall(_FENCE.sub("", text)):
        if code.startswith("azukari "):
            yield from (one.split() for one in _COMMAND.findall(code))


def _resolve(root: Any, words: list[str]) -> str | None:
    """Give what is wrong with a command line as a page has it, or nothing."""
    command = root
    for word in words[1:]:
        family = getattr(command, "commands", None)
        if word.startswith("--"):
            known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)} | {"--help"}
            if word.partition("=")[0] not in known:
                return f"{' '.join(words)}: no option {word}"
        elif family is not None:
            if word not in family:
                return f"there is no command {' '.join(words)}"
            command = family[word]
    return None


@pytest.mark.parametrize("page", documents(), ids=_name)
def test_commands_that_are_named_exist(page: Path) -> None:
    main = importlib.import_module("azukari.cli.main")
    root = typer.main.get_command(main.app)
    assert [wrong for words in _commands(page) if (wrong := _resolve(root, words))] == []


def test_exit_codes_are_the_real_ones() -> None:
    main = importlib.import_module("azukari.cli.main")
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("exit code")[2]
    described = {kind: int(code) for code, kind in re.findall(r"^\| (\d+) \| `([a-z_]+)` \|", section, re.MULTILINE)}
    assert described == {kind.value: code for kind, code in main.EXIT_CODES.items()}


def test_the_readme_has_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition("## Two commands\n")[2].partition("\n## ")[0]
    block = re.search(r"```\n(.*?)```", section, re.DOTALL)
    assert block is not None
    assert [line.split("#")[0].strip() for line in block[1].splitlines()] == ["make run", "make test"]


def test_the_readme_names_the_ports_of_the_demo() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    defaults = Settings("example")
    for port in (defaults.public_port, defaults.staff_port):
        assert f"https://{defaults.host}:{port}/" in text


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(\d{4})\]\(([^)]+)\) \| (.+) \| (\w+) \|$", index, re.MULTILINE)
    pages = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    assert [name for _, name, _, _ in rows] == [path.name for path in pages]
    assert [number for number, *_ in rows] == [f"{place:04d}" for place in range(1, len(rows) + 1)]
    for (number, _, title, status), path in zip(rows, pages, strict=True):
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {number}: {title}\n"), path.name
        assert re.search(rf"^Status: {status}\b", text, re.MULTILINE), path.name
        for section in ("## Context", "## Decision", "## Consequences"):
            assert section in text, f"{path.name} lacks {section}"


def test_every_format_has_its_vectors() -> None:
    pages = sorted((ROOT / "spec").glob("*.md"))
    named = {name for page in pages for name in re.findall(r"\(vectors/([\w-]+\.json)\)", page.read_text("utf-8"))}
    there = {path.name for path in (ROOT / "spec" / "vectors").glob("*.json")}
    assert named == there
    for name in there:
        assert json.loads((ROOT / "spec" / "vectors" / name).read_text(encoding="utf-8"))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "## Vectors" not in text or re.search(r"\(vectors/[\w-]+\.json\)", text), page.name


def test_every_table_is_in_the_page_on_roles() -> None:
    page = (ROOT / "docs" / "operator" / "roles.md").read_text(encoding="utf-8")
    made = {
        table
        for file in SOURCE.rglob("sql/*.sql")
        for table in re.findall(r"^CREATE TABLE (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    } | {
        table
        for file in SOURCE.rglob("models.py")
        for table in re.findall(r'db_table = "(\w+)"', file.read_text(encoding="utf-8"))
    }
    listed = set(re.findall(r"`(\w+)`", page.partition("## Tables\n")[2]))
    assert listed == made


def test_fragments_of_changes_name_the_promise_that_they_touch() -> None:
    controls = importlib.import_module("azukari.statement.controls").CONTROLS
    for file in sorted((ROOT / "changes").glob("[0-9]*.md")):
        touches = re.search(r"^Touches: (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert touches is not None, file.name
        named = _CODE.findall(touches[1])
        assert touches[1] == "none" or named, file.name
        assert [name for name in named if name not in controls] == [], file.name
