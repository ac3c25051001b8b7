"""The document, the pages and the examples say what the code does, in both languages alike."""

import subprocess
import sys
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest

from azukari.api import schemas
from azukari.api.application import OPERATIONS
from azukari.api.document import document
from azukari.api.examples import EXAMPLES
from azukari.api.page import language_of, page, problem_page
from azukari.api.problems import KINDS
from azukari.api.vocabulary import vocabulary
from azukari.base.errors import Kind
from azukari.statement.text import LANGUAGES, Language
from azukari.vault.service_key import KeyAct

DOCUMENTS = {language: document(OPERATIONS, url="https://localhost:8445", language=language) for language in LANGUAGES}
VOID = {"meta", "link", "br"}


def _leaves(value: Any, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    if isinstance(value, dict):
        return {leaf for name, inner in value.items() for leaf in _leaves(inner, (*path, name))}
    return {path}


def test_both_languages_have_the_same_texts() -> None:
    assert _leaves(vocabulary("ja")) == _leaves(vocabulary("en"))


def test_no_text_is_left_that_nothing_shows() -> None:
    said = vocabulary("en")
    assert set(said["operations"]) == {operation.name for operation in OPERATIONS}
    assert set(said["problems"]) == set(KINDS)
    members = {name for one in DOCUMENTS["en"]["components"]["schemas"].values() for name in one.get("properties", {})}
    members |= {
        parameter["name"]
        for path in DOCUMENTS["en"]["paths"].values()
        for one in path.values()
        for parameter in one.get("parameters", [])
    }
    assert {name for name in said["fields"] if "." not in name} - members == set()


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_examples_are_what_they_are_examples_of(name: str) -> None:
    kind = getattr(schemas, name)
    read = msgspec.json.decode(msgspec.json.encode(EXAMPLES[name]), type=kind)
    written = msgspec.json.decode(msgspec.json.encode(read))
    assert {**written, **EXAMPLES[name]} == written


def test_every_operation_is_described_whole() -> None:
    for language, written in DOCUMENTS.items():
        assert written["openapi"] == "3.1.0"
        for path, methods in written["paths"].items():
            for method, one in methods.items():
                assert one["summary"], path
                assert one["description"], path
                assert "500" in one["responses"], (path, method)
                if one["security"]:
                    assert {"401", "429", "503"} <= set(one["responses"]), path
                if "requestBody" in one:
                    assert {"400", "413", "415", "422"} <= set(one["responses"]), path
        for name, schema in written["components"]["schemas"].items():
            for field, form in schema.get("properties", {}).items():
                assert form.get("description"), (language, name, field)


def test_every_act_of_a_key_has_an_operation() -> None:
    assert {operation.act for operation in OPERATIONS if operation.act} == {act.value for act in KeyAct}


def test_what_changes_something_needs_an_idempotency_key() -> None:
    needing = {operation.path for operation in OPERATIONS if operation.idempotent}
    assert needing == {"/v1/records"} | {f"/v1/records/{verb}" for verb in ("correct", "stop", "close", "erase")}


def test_nothing_in_an_address_names_a_record() -> None:
    for path, methods in DOCUMENTS["en"]["paths"].items():
        assert set(msgspec.json.encode(path).decode().split("{")[1:]) <= {'index}"', 'kind}"'}
        for one in methods.values():
            shown = {parameter["name"] for parameter in one.get("parameters", []) if parameter["in"] != "header"}
            assert shown <= {"index", "kind", "limit", "cursor"}


def test_every_kind_of_error_has_its_problem() -> None:
    assert {kind.value for kind in Kind} <= set(KINDS)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert tag != "script"
        assert "style" not in given
        assert not any(name.startswith("on") for name in given)
        self.ids += [given["id"]] if given.get("id") else []  # type: ignore[list-item]
        self.links += [given["href"]] if given.get("href") else []  # type: ignore[list-item]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed_and_needs_no_script(language: Language) -> None:
    read = _Page()
    read.feed(page(DOCUMENTS[language], language))
    assert read.open == []
    assert len(read.ids) == len(set(read.ids))
    assert all(target[1:] in read.ids for target in read.links if target.startswith("#"))
    assert all(target.startswith(("#", "/v1/")) for target in read.links)
    assert {operation.name for operation in OPERATIONS} <= set(read.ids)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(KINDS.values()), ids=lambda kind: kind.name)
def test_every_kind_of_problem_has_its_page(language: Language, kind: Any) -> None:
    read = _Page()
    read.feed(problem_page(kind, language))
    assert read.open == []


@pytest.mark.parametrize(
    ("wanted", "accepted", "language"),
    [
        ("ja", "en", "ja"),
        ("en", "ja", "en"),
        (None, "ja,en;q=0.8", "ja"),
        (None, "en-GB,ja;q=0.5", "en"),
        (None, "", "en"),
        ("fr", "fr", "en"),
        (None, "fr", "en"),
        (None, "ja", "ja"),
    ],
)
def test_the_language_is_chosen(wanted: str | None, accepted: str, language: str) -> None:
    assert language_of(wanted, accepted) == language


def test_the_door_knows_no_django() -> None:
    code = (
        "import sys, azukari.api.application; sys.exit(any(name.partition('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
