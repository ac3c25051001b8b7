from html.parser import HTMLParser

import pytest

from azukari.statement import tables
from azukari.statement.bundle import parse
from azukari.statement.document import Statement
from azukari.statement.references import TABLES
from azukari.statement.text import LANGUAGES, Language
from tests.statement.samples import (
    ADDRESSED,
    FOREIGN,
    RECIPIENT,
    RESPONSIBLE,
    SUBCONTRACTOR,
    of_kind,
    sample,
    with_recipient,
)

_COOKIE = (
    "days = 14\n",
    (
        'days = 14\n[[cookies]]\nname = "<b>"\nparty = "first"\npurpose = { ja = "印", en = "A sign" }\ndays = 0\n'
        '[[transmissions]]\nid = "x"\nto = { ja = "先", en = "There" }\nsent = { ja = "時刻", en = "Time" }\n'
        'purpose = { ja = "数", en = "Count" }\ntheir_purpose = { ja = "数", en = "Sell" }\ncountry = "US"\n'
        'opt_out = "https://x.example/"\n'
    ),
)


@pytest.fixture
def statement() -> Statement:
    return parse(sample(("traffic.toml", *_COOKIE)))


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[int] = []
        self.captions = 0
        self.unscoped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append(0)
        elif tag in ("td", "th"):
            self.rows[-1] += 1
            self.unscoped += tag == "th" and "scope" not in dict(attrs)
        self.captions += tag == "caption"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*TABLES, "promises"])
def test_each_table_is_even_captioned_and_scoped(name: str, language: Language, statement: Statement) -> None:
    html = tables.render(name, statement, language)
    cells = _Cells()
    cells.feed(html)
    assert cells.rows
    assert len(set(cells.rows)) == 1
    assert cells.captions == html.count("<table")
    assert cells.unscoped == 0


def test_the_matrix_shows_what_may_be_seen(statement: Statement) -> None:
    html = tables.service_matrix(statement, statement.service("inquiry"), "en")
    rows = [row for row in html.split("<tr>") if 'scope="row"' in row]
    assert [row.count("<td>yes</td>") for row in rows] == [2, 2, 1]
    assert "Topic (optional)" in rows[2]


def test_names_are_escaped(statement: Statement) -> None:
    assert "<b>" not in tables.render("cookies", statement, "en")
    assert "&lt;b&gt;" in tables.render("cookies", statement, "en")


@pytest.mark.parametrize("name", ["cookies", "transmissions"])
def test_nothing_is_said_to_be_nothing(name: str) -> None:
    html = tables.render(name, parse(sample()), "ja")
    assert html.startswith('<p class="facts-none">')


def test_every_promise_says_that_it_is_not_yet_proved(statement: Statement) -> None:
    html = tables.render("promises", statement, "en")
    assert "not yet proved" in html
    assert ">kept<" not in html


def test_a_recipient_shows_only_items_that_its_purposes_may_see(statement: Statement) -> None:
    html = tables.render("recipients", statement, "en")
    assert "Name, E-mail address" in html
    assert "Topic" not in html
    assert "1 April 2026 to 31 March 2027" in html


def _recipients(text: str, language: Language = "en") -> str:
    html = tables.render("recipients", parse(with_recipient(text)), language)
    cells = _Cells()
    cells.feed(html)
    assert cells.captions == html.count("<table")
    assert cells.unscoped == 0
    return html


def test_where_recipients_are_has_a_table_of_its_own() -> None:
    html = _recipients(RECIPIENT + ADDRESSED)
    assert "Yubin Co.</th><td>1 Kakuu</td><td>Mihon Jiro</td>" in html
    assert "株式会社ゆうびん</th><td>架空市1</td><td>見本次郎</td>" in _recipients(RECIPIENT + ADDRESSED, "ja")
    half = RECIPIENT + ADDRESSED.replace("representative", "responsible")
    assert "Yubin Co.</th><td>1 Kakuu</td><td>—</td>" in _recipients(half)


def test_subcontractors_have_a_table_of_their_own() -> None:
    html = _recipients(RECIPIENT + SUBCONTRACTOR)
    assert "<caption>Subcontractors</caption>" in html
    assert "Hako Co.</th><td>Yubin Co.</td><td>Delivers.</td><td>Japan</td>" in html
    assert "はこ社</th><td>株式会社ゆうびん</td><td>配ります。</td><td>日本</td>" in _recipients(
        RECIPIENT + SUBCONTRACTOR, "ja"
    )


def test_what_is_handled_abroad_has_a_table_of_its_own() -> None:
    text = RECIPIENT + SUBCONTRACTOR.replace('["JP"]', '["VN", "JP"]') + FOREIGN
    html = _recipients(text.replace('["JP"]', '["JP", "US"]', 1))
    assert "Yubin Co.</th><td>United States, Vietnam</td><td>the recipient keeps up measures" in html
    assert "<td>There is a law.</td><td>It encrypts.</td>" in html


def test_a_third_party_shows_its_basis_and_a_joint_user_who_is_responsible() -> None:
    assert "<td>third party</td><td>Sends the newsletter.<br>Basis of provision: your permission</td>" in _recipients(
        of_kind("third_party", 'basis = "consent"\n')
    )
    assert (
        "<td>共同利用者</td><td>お便りを配信します。<br>共同利用の責任者：見本（架空市1、代表 見本太郎）</td>"
        in _recipients(of_kind("joint_user", RESPONSIBLE), "ja")
    )


def test_a_recipient_that_says_no_more_has_one_table() -> None:
    assert _recipients(RECIPIENT).count("<table") == 1
    assert "<br>" not in _recipients(RECIPIENT)
