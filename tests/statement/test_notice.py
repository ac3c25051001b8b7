"""The notice: nine points in their order, made from the facts, the same bytes every time."""

import json
import re
from pathlib import Path

import pytest

from azukari.base.canonical import sha256_hex
from azukari.statement import notice
from azukari.statement.bundle import decode, parse
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

VECTORS = Path(__file__).parents[2] / "spec" / "vectors" / "notice.json"


def _notice(*changes: tuple[str, str, str], language: Language = "en") -> str:
    statement = parse(sample(*changes))
    return notice.render(statement, statement.service("inquiry"), language)


def test_the_points_come_in_the_order_of_the_standard() -> None:
    assert re.findall(r"<h3>(.*?)</h3>", _notice(language="ja")) == [
        "事業者の名称",
        "個人情報保護管理者",
        "利用目的",
        "第三者への提供",
        "取扱いの委託",
        "開示などのご請求と窓口",
        "必須と任意、いただけない場合の結果",
        "容易に気付かない方法による取得",
        "保存期間と安全管理",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_facts_give_the_same_bytes(language: Language) -> None:
    assert _notice(language=language) == _notice(language=language)


def test_the_notice_says_everything_that_it_must() -> None:
    text = _notice()
    for fact in (
        "Sample_Works *Ltd.*",  # a
        "Mihon Hanako",  # b
        "privacy@sample.example",
        "To send the answer to the question.",  # c
        "We have no plan to pass it to third parties.",  # d
        "Yubin Co. (Japan)",  # e
        "You may ask to be told the purposes",  # f
        "support@sample.example",
        "Topic (optional)",  # g
        "Nothing changes.",
        "The receipt notes the version of the connection.",  # h
        "180 days from the day the matter was closed",
        "Used only if you give this permission by itself.",
        "version 1, in force from 1 December 2026",
    ):
        assert fact in text, fact


def test_purposes_by_permission_come_last() -> None:
    text = _notice()
    assert text.index("<dt>Answering</dt>") < text.index("<dt>Newsletter</dt>")


def test_a_contractor_is_shown_only_with_what_it_gets_of_this_service() -> None:
    contractors = _notice().partition("Contractors</h3>")[2].partition("<h3>")[0]
    assert "Name, E-mail address" in contractors
    assert "Topic" not in contractors


def _point(text: str, heading: str, language: Language = "en") -> str:
    statement = parse(with_recipient(text))
    body = notice.render(statement, statement.service("inquiry"), language)
    return body.partition(f"{heading}</h3>")[2].partition("<h3>")[0]


def _lines(text: str, heading: str, language: Language = "en") -> list[str]:
    return re.findall(r"<(?:dd|p)>.*?</(?:dd|p)>", _point(text, heading, language))


def test_a_contractor_is_shown_with_its_subcontractors_and_what_holds_abroad() -> None:
    text = RECIPIENT + SUBCONTRACTOR.replace('["JP"]', '["VN"]') + FOREIGN
    lines = _lines(text, "Contractors")
    assert "<dd>Subcontractor: Hako Co. (Vietnam). Delivers.</dd>" in lines
    assert "<dd>Protection of personal data there: There is a law.</dd>" in lines
    assert "<dd>What the recipient does to protect it: It encrypts.</dd>" in lines
    assert "<dd>再委託先：はこ社（ベトナム）。配ります。</dd>" in _lines(text, "取扱いの委託", "ja")


def test_a_third_party_is_shown_with_purposes_basis_and_contract() -> None:
    text = of_kind("third_party", ADDRESSED + 'basis = "consent"\n')
    lines = _lines(text, "Third parties")
    assert "<dd>Used for: Newsletter</dd>" in lines
    assert "<dd>Contract on its handling: 1 April 2026 to 31 March 2027</dd>" in lines
    assert "<dd>Basis of provision: your permission</dd>" in lines
    without = text.replace("contract = { from = 2026-04-01, to = 2027-03-31 }\n", "")
    assert "<dd>取扱いについての契約：ありません</dd>" in _lines(without, "第三者への提供", "ja")


def test_a_joint_user_is_shown_as_one_and_with_who_is_responsible() -> None:
    lines = _lines(of_kind("joint_user", RESPONSIBLE), "Third parties")
    assert "<p>We use it jointly with these. In law, that is not provision to a third party.</p>" in lines
    assert "<dd>Used for: Newsletter</dd>" in lines
    assert "<dd>Responsible for the joint use: Mihon (1 Kakuu; Mihon Taro)</dd>" in lines
    assert not any("Contract on its handling" in line for line in lines)


def test_a_third_party_of_an_older_version_keeps_the_notice_that_it_had() -> None:
    [listing] = re.findall(r"<dl>.*</dl>", _point(of_kind("third_party"), "Third parties"), re.DOTALL)
    assert listing == (
        "<dl><dt>Yubin Co. (Japan)</dt>\n<dd>Sends the newsletter.</dd>\n<dd>Name, E-mail address</dd></dl>"
    )


def test_without_contractors_that_is_said() -> None:
    files = sample()
    del files["recipients/yubin.toml"]
    statement = parse(files)
    assert "None of this is entrusted to contractors." in notice.render(statement, statement.service("inquiry"), "en")


def test_a_service_without_a_contact_shows_the_general_one_once() -> None:
    text = _notice(("services/inquiry.toml", 'contact = "support"\n', ""))
    rights = text.partition("where to ask</h3>")[2].partition("<h3>")[0]
    assert rights.count("<address>") == 1
    assert "privacy@sample.example" in rights


def test_facts_cannot_become_markup() -> None:
    text = _notice(("services/inquiry.toml", "We cannot answer.", "<script>x</script> & more"))
    assert "<script>" not in text
    assert "&lt;script&gt;x&lt;/script&gt; &amp; more" in text


@pytest.mark.parametrize(
    "change",
    [
        ("services/inquiry.toml", "days = 180", "days = 181"),
        ("services/inquiry.toml", "We answer within", "We answer in"),
        ("statement.toml", 'version = "1"', 'version = "2"'),
        ("services/inquiry.toml", "It finds the right person.", "It helps."),
    ],
)
def test_what_the_notice_shows_changes_with_the_facts(change: tuple[str, str, str]) -> None:
    changed = _notice(change) != _notice()
    assert changed is ("We answer within" not in change[1])  # the reply is told on the completion page, not here


def test_the_vectors_hold() -> None:
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    statement = parse(decode(vectors["bundle"].encode()))
    for vector in vectors["notices"]:
        body = notice.render(statement, statement.service(vector["service"]), vector["language"])
        assert body == vector["body"]
        assert sha256_hex(body.encode()) == vector["hash"]
