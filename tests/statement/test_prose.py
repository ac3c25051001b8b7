"""Prose as HTML: safe, anchored, with each promise's class, and without a certificate that has run out."""

from datetime import date
from html.parser import HTMLParser

import pytest

from azukari.statement import prose
from azukari.statement.bundle import parse, read
from azukari.statement.text import LANGUAGES, Language
from tests.statement.samples import sample

_VOID = {"br"}


class _Balance(HTMLParser):
    """Checks that elements nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids.extend(value for name, value in attrs if name == "id" and value)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_prose_nests_and_has_unique_anchors(language: Language) -> None:
    html = prose.render_html(parse(sample()), language)
    balance = _Balance()
    balance.feed(html)
    assert balance.open == []
    assert len(balance.ids) == len(set(balance.ids))


def test_anchors_are_the_same_in_both_languages() -> None:
    statement = parse(sample())
    assert [(level, anchor) for level, anchor, _ in prose.outline(statement, "ja")] == [
        (level, anchor) for level, anchor, _ in prose.outline(statement, "en")
    ]


def test_each_promise_has_its_place_and_its_class() -> None:
    statement = parse(sample())
    html = prose.render_html(statement, "en")
    for promise in statement.promises:
        assert f'id="promise-{promise.id}"' in html
        assert f'class="promise-class class-{promise.promise_class}" href="#kept-{promise.id}"' in html


def test_lists_nest_as_they_are_written() -> None:
    html = prose.render_html(parse(sample()), "en").replace("\n", "")
    start = html.index("<ul>")
    shape = "".join(
        part
        for part in ("<ul>", "<li>", "</li>", "<ol>", "</ol>", "</ul>", "")
        if part and part in html[start : html.index("</ul>") + 5]
    )
    assert shape == "<ul><li></li><ol></ol></ul>"
    assert html.index("</ol>") < html.index("</ul>")
    assert html[start:].count("<li>") == 3


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        '[x](https://e.example/ "onmouseover=alert(1)")',
        "<img src=x onerror=alert(1)>",
        "![x](https://e.example/x.png)",
        '"><b onclick=x>',
    ],
)
def test_markup_that_could_act_stays_text(attack: str) -> None:
    draft = read(sample(("en.md", "First, ", f"First, {attack} ")))
    html = prose.render_html(draft.statement, "en")
    assert "<script" not in html
    assert "<img" not in html
    assert "<b" not in html.replace("<br>", "")
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    balance = _Balance()
    balance.feed(html)
    assert balance.open == []


def test_links_elsewhere_are_marked_and_links_within_are_not() -> None:
    html = prose.inline_html("[a](https://other.example/) [b](/en/) [c](https://own.example/x)", host="own.example")
    assert html.count('rel="noopener noreferrer external"') == 1
    assert '<a href="/en/">b</a>' in html
    assert '<a href="https://own.example/x">c</a>' in html


def test_japanese_lines_join_without_a_space_and_english_with_one() -> None:
    statement = parse(sample(("ja.md", "目的ごとの鍵", "目的\nごとの鍵"), ("en.md", "without a key", "without\na key")))
    assert "目的ごとの鍵" in statement.promise("purpose").text.ja
    assert "without a key" in statement.promise("purpose").text.en


def test_a_certificate_that_has_run_out_takes_its_sentences_and_their_heading_along() -> None:
    statement = parse(sample())
    valid = prose.render_html(statement, "en", on=date(2026, 12, 31))
    over = prose.render_html(statement, "en", on=date(2027, 1, 1))
    assert "99999999(01)" in valid
    assert "Certification</h3>" in valid
    assert "99999999(01)" not in over
    assert "Certification</h3>" not in over
    assert "Versions</h3>" in over


def test_the_shallowest_heading_gets_the_level_that_the_page_wants() -> None:
    assert "<h3 id=" in prose.render_html(parse(sample()), "en", first_level=3)
    assert "<h2" not in prose.render_html(parse(sample()), "en", first_level=3)


@pytest.mark.parametrize(
    ("content", "language", "joined"),
    [
        ("漢字\nかな", "ja", "漢字かな"),
        ("TLS\n1.2", "ja", "TLS 1.2"),
        ("漢字\nTLS", "ja", "漢字TLS"),
        ("a\nb", "en", "a b"),
        ("a  \n  b", "en", "a b"),
    ],
)
def test_lines_are_joined_by_script(content: str, language: Language, joined: str) -> None:
    statement = parse(sample((f"{language}.md", "一つめは、" if language == "ja" else "First, ", f"X{content}Y")))
    assert f"X{joined}Y" in statement.promise("first").text.in_language(language)
