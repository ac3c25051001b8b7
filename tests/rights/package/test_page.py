"""The page of a package: all of it, whatever is in it, without a script, without asking anybody for anything."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, sync_playwright

from azukari.rights.package.archive import build
from azukari.rights.package.markup import shown
from azukari.rights.package.page import page
from azukari.rights.package.telling import tell
from azukari.statement.text import LANGUAGES
from tests.optional import chromium, require
from tests.rights.package.samples import (
    CONTENT,
    FIRST,
    HOSTILE,
    JOINT,
    MADE_AT,
    RECORDS,
    THIRD_PARTY,
    TOLD,
    UNICODE,
    held,
)
from tests.vault.world import STATEMENT

_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40) | st.text(
    "<>&\"'/!-=`abc\r\n", max_size=20
)


class _Read(HTMLParser):
    """What a reader of HTML makes of a page: its elements, and the text in each value."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.values: list[str] = []
        self._within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "bdi":
            self._within = True
            self.values.append("")

    def handle_endtag(self, tag: str) -> None:
        self._within = self._within and tag != "bdi"

    def handle_data(self, data: str) -> None:
        if self._within:
            self.values[-1] += data


def _page(**changes: Any) -> str:
    return page(tell(replace(CONTENT, **changes), now=MADE_AT)).decode()


def _read(text: str) -> _Read:
    read = _Read()
    read.feed(re.sub("\r\n?", "\n", text))  # as every reader of HTML does first
    return read


@given(_TEXTS)
def test_a_text_comes_back_as_it_was(value: str) -> None:
    assert unescape(shown(value)) == value
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;|#13;)", shown(value))


@settings(max_examples=60)
@given(_TEXTS.filter(bool))
def test_no_value_makes_an_element_or_leaves_its_place(value: str) -> None:
    quiet = _read(_page(records=(held(FIRST, "7K3M-92QF-0TB5", {"question": "quiet"}),), redactions=()))
    read = _read(_page(records=(held(FIRST, "7K3M-92QF-0TB5", {"question": value}),), redactions=()))
    assert read.tags == quiet.tags
    assert read.values[0] == value


def test_hostile_values_and_all_writing_systems_stand_as_they_are() -> None:
    read = _read(_page())
    assert UNICODE in read.values
    assert HOSTILE.replace("\x00", "\ufffd") in read.values
    assert "script" not in read.tags


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_asked_of_anybody(language: str) -> None:
    text = _page(language=language)
    read = _read(text)
    assert not {"script", "link", "img", "iframe", "form", "object", "base", "svg"} & set(read.tags)
    assert not [name for name, _ in read.attributes if name.startswith("on") or name in {"src", "style", "srcset"}]
    targets = [value or "" for name, value in read.attributes if name == "href"]
    assert [one for one in targets if not re.fullmatch(r"#[\w-]+|[\w./-]+\.(?:json|jsonld|csv)", one)] == []
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    assert "url(" not in style[1]
    assert "@import" not in style[1]
    assert "default-src &#x27;none&#x27;" in text or "default-src 'none'" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_somewhere(language: str) -> None:
    text = _page(language=language)
    archive = zipfile.ZipFile(io.BytesIO(build(replace(CONTENT, language=language), now=MADE_AT).data))  # type: ignore[arg-type]
    files = {*archive.namelist(), "proof.json"}
    ids = set(re.findall(r' id="([^"]+)"', text))
    for target in re.findall(r'href="([^"]+)"', text):
        assert target[1:] in ids if target.startswith("#") else target in files


def test_every_table_has_a_caption_and_headings() -> None:
    text = _page()
    assert text.count("<table") == text.count("<caption>") == text.count("<thead>")
    assert text.count('scope="col"') > text.count("<table")
    assert 'scope="row"' in text


def test_it_says_what_there_is_not() -> None:
    text = _page(records=(), accesses=(), requests=(), receipts={}, redactions=(), language="en")
    for said in ("Nothing is held about you.", "Nobody has used it.", "You have made no request.", "Nobody else holds"):
        assert said in text
    assert "left out" not in text
    assert "There is no receipt of this record" in _page(language="en")
    assert "All that this record held was destroyed" in _page(language="en")


def test_whoever_else_may_hold_it_stands_with_helpers_terms_and_address() -> None:
    text = _page(statements={STATEMENT.hash: TOLD}, language="en")
    for said in (
        "Address: 1 Kakuu",
        "Representative: Mihon Jiro",
        "Subcontractor: Hako Co. (Vietnam). Delivers.",
        "Protection of personal data there: There is a law.",
        "What the recipient does to protect it: It encrypts.",
    ):
        assert f'<span class="note">{said}</span>' in text
    assert "提供の根拠：ご本人の同意" in _page(statements={STATEMENT.hash: THIRD_PARTY})
    assert "共同利用の責任者：見本（架空市1）" in _page(statements={STATEMENT.hash: JOINT})


def test_it_names_roles_and_nobody() -> None:
    text = _page(language="en")
    assert "service staff" in text
    assert not any(hidden in text for hidden in ("staff:7", "to answer 佐藤"))


def test_purposes_say_until_when_and_what_was_agreed() -> None:
    text = _page(language="en")
    assert 'until <time datetime="2028-11-22">22 November 2028</time>' in text
    assert "180 days from the day the matter was closed" in text
    assert "Not used: you withdrew" in text
    assert "You agreed" in text


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    require("chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.mark.chromium
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_reads_well_in_a_browser(browser: Browser, tmp_path: Path, language: str, width: int, scheme: Any) -> None:
    path = tmp_path / "index.html"
    path.write_text(_page(language=language), encoding="utf-8", newline="")
    # axe needs a script of its own, which the page's policy would rightly stop; everything else is looked at under the policy
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    opened = context.new_page()
    opened.goto(path.as_uri())
    assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert [one["id"] for one in Axe().run(opened).response["violations"]] == []
    context.close()


@pytest.mark.chromium
def test_its_policy_lets_its_style_in_and_nothing_else(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    path.write_text(_page(), encoding="utf-8", newline="")
    said: list[str] = []
    asked: list[str] = []
    opened = browser.new_page()
    opened.on("console", lambda message: said.append(message.text))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(path.as_uri())
    assert (said, asked) == ([], [path.as_uri()])
    assert opened.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") == "864px"
    with opened.expect_event("requestfailed") as failed:
        opened.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<p style=color:red><img src=https://x.example/>')"
        )
    assert failed.value.failure == "csp"
    assert len(said) == 2  # the style and the picture
    assert all("Content Security Policy" in one for one in said)
    opened.close()


@pytest.mark.chromium
def test_a_browser_shows_values_as_they_are(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    path.write_text(_page(), encoding="utf-8", newline="")
    opened = browser.new_page()
    opened.goto(path.as_uri())
    values = opened.eval_on_selector_all("bdi", "all => all.map(one => one.textContent)")
    assert UNICODE in values
    assert HOSTILE.replace("\x00", "\ufffd") in values
    assert RECORDS[0].values["name"] in values
    opened.close()
