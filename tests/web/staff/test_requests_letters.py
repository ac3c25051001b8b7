"""Letters on paper: one for each occasion, in the person's language, with grounds, articles and where to complain."""

from typing import Any

import pytest

from azukari.rights.desk_shapes import LetterContent
from azukari.rights.wish import Contact, Wish
from azukari.web.packs import article_words
from azukari.web.staff.request_letters import LETTER_WORDS, LetterKind
from tests.keeper.house import CANARY
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person
from tests.web.staff.requests import decided, do, examined, page_of, proposed, taken_in

ADDRESSED = {"form": "letter", "name": "山田　花子", "address": "〒100-0005\n東京都千代田区丸の内1-1-1"}
REASON = "お調べした結果、同居のご家族の情報が含まれていました。"
REPLY = "一部を伏せて開示します。"


@pytest.fixture
def running(door: Door) -> Door:
    door.house.start()
    return door


def letter(person: Person, path: str, kind: str = "") -> str:
    answer = person.get(f"{path}letter/", **({"kind": kind} if kind else {}))
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode()).partition('<article class="sheet"')[2]


def test_an_acknowledgement_is_addressed_dated_and_numbered(running: Door, clerk: Person) -> None:
    path = taken_in(clerk, **ADDRESSED)
    [(number, answer_by)] = running.house.sql("SELECT number, answer_by FROM rights_request")
    sheet = letter(clerk, path)
    day = f"{answer_by.year}年{answer_by.month}月{answer_by.day}日までに回答いたします"
    for words in ("山田　花子　様", "〒100-0005<br>", number, "拝啓", "敬具", "記", "以上", day, "第33条第1項"):
        assert words in sheet
    assert 'lang="ja"' in sheet.partition(">")[0]
    assert "カナリア" not in sheet  # what was asked is not repeated


def test_letters_are_in_the_language_of_the_person_and_not_of_the_page(running: Door, clerk: Person) -> None:
    path = taken_in(clerk, **{**ADDRESSED, "language": "en"})
    japanese = path.replace("/en/", "/ja/")
    sheet = letter(clerk, japanese)
    for words in ("Your request has arrived", "Dear 山田　花子,", "Yours faithfully", "Art. 33(1)"):
        assert words in sheet
    assert 'lang="en"' in sheet.partition(">")[0]


def test_what_still_has_to_be_shown_is_asked_for_by_name(running: Door, clerk: Person) -> None:
    path = taken_in(clerk, **ADDRESSED, asker="mandated_agent")
    do(clerk, path, "step", move="ask_proof")
    sheet = letter(clerk, path)
    for words in ("ご本人確認のお願い", "委任状と印鑑登録証明書", "代理人の方ご自身", "14日以内に破棄"):
        assert words in sheet


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_refusal_in_part_names_grounds_reason_and_where_to_complain(
    running: Door, clerk: Person, manager: Person, language: str
) -> None:
    path = examined(running, clerk, **{**ADDRESSED, "language": language})
    proposed(clerk, path, outcome="part", grounds=["harm"], reason=REASON)
    assert str(LETTER_WORDS[LetterKind.DECISION]) not in page_of(clerk, f"{path}letter/")
    decided(manager, path)
    do(clerk, path, "answer", text=REPLY)
    sheet = letter(clerk, path)
    ground = {"ja": "第33条第2項第1号", "en": "Art. 33(2)i"}[language]
    for words in (REASON, REPLY, ground, "https://www.ppc.go.jp/", {"ja": "別紙", "en": "Enclosure"}[language], CANARY):
        assert words in sheet, words
    contact = running.house.statement.contact()
    assert contact.email in sheet


def test_that_nothing_is_held_is_said_with_where_to_complain(running: Door, clerk: Person, manager: Person) -> None:
    path = examined(running, clerk, **ADDRESSED)
    proposed(clerk, path, outcome="not_held")
    decided(manager, path)
    sheet = letter(clerk, path)
    assert "該当する個人データは保有しておりません。" in sheet
    assert "個人情報保護委員会" in sheet
    assert "応じられない理由" not in sheet


def test_an_erasure_that_was_done_is_confirmed(running: Door, clerk: Person, manager: Person) -> None:
    path = examined(running, clerk, **ADDRESSED, kind="jp-appi-2022/erasure")
    proposed(clerk, path, acts=["erase||"])
    decided(manager, path)
    do(clerk, path, "carry-out")
    sheet = letter(clerk, path)
    assert "個人データの消去のお知らせ" in sheet
    assert "山田　花子　様" in sheet
    assert CANARY not in sheet


def test_a_correction_tells_what_was_changed(running: Door, clerk: Person, manager: Person) -> None:
    path = examined(running, clerk, **ADDRESSED, kind="jp-appi-2022/correction")
    [(record,)] = running.house.sql("SELECT record_id FROM vault_record")
    row = {"item-0-item": f"{record}|name", "item-0-mode": "correct", "item-0-text": "山田　花子"}
    proposed(clerk, path, **row)
    decided(manager, path)
    do(clerk, path, "carry-out")
    sheet = letter(clerk, path)
    assert (
        f"<td>お名前</td><td>{CANARY}</td><td>山田　花子</td>" in sheet
        or f"<td>{CANARY}</td><td>山田　花子</td>" in sheet
    )


def test_taking_a_letter_out_is_recorded_and_is_for_those_who_handle_requests(
    running: Door, clerk: Person, auditor: Person, administrator: Person
) -> None:
    path = taken_in(clerk, **ADDRESSED)
    before = len(running.house.entries("rights.request.read"))
    letter(clerk, path)
    assert len(running.house.entries("rights.request.read")) == before + 1
    for person in (auditor, administrator):
        assert person.get(f"{path}letter/").status_code == 403
    assert "No name and postal address is known" in page_of(clerk, f"{taken_in(clerk, name='')}letter/")
    assert clerk.get(f"{path}letter/", kind="erased").status_code == 200  # not offered: the likely one is shown


@pytest.mark.parametrize(
    ("article", "ja", "en"),
    [
        ("33(1)", "個人情報保護法第33条第1項", "Art. 33(1)"),
        ("33(2)iii", "個人情報保護法第33条第2項第3号", "Art. 33(2)iii"),
        ("35(1), 35(5)", "個人情報保護法第35条第1項、第35条第5項", "Art. 35(1), 35(5)"),
        ("17–18", "個人情報保護法第17条から第18条", "Art. 17–18"),
        ("40", "個人情報保護法第40条", "Art. 40"),
    ],
)
def test_articles_are_written_as_letters_write_them(article: str, ja: str, en: str) -> None:
    assert article_words("jp-appi-2022", article, "ja") == ja
    assert article_words("jp-appi-2022", article, "en").endswith(en)


def test_nothing_of_a_letter_shows_when_it_is_printed_by_mistake() -> None:
    content: Any = LetterContent(Contact("山田"), Wish("秘密"), "理由", "答え", ())
    for hidden in ("理由", "答え", "山田", "秘密"):
        assert hidden not in repr(content)
