"""Fetching a hand-over: a code mailed to the recipient's desk, the encrypted file once, and what is certified afterwards."""

import csv
import hashlib
import io
import json
import uuid
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest

from azukari.base.clock import japan_date
from tests.keeper.house import CANARY
from tests.web.portal.door import Door
from tests.web.portal.recipients import DESK, IDENTITY, PERMITTED, PICKUP, TRY, Counter, send, wait
from tests.web.portal.test_headers import missing

HANAKO = "hanako@mail.example"
CERTIFICATE = {"ended": "destroyed", "method": "上書き消去", "signed_as": "情報システム部長"}


@pytest.fixture
def told_to_keeper(tmp_path: Path) -> dict[str, str]:
    return {"AZUKARI_HANDOVERS": str(tmp_path / "handovers")}


@pytest.fixture
def counter(door: Door) -> Counter:
    made = Counter(door)
    made.take_on()
    return made


@pytest.fixture
def waiting(counter: Counter) -> uuid.UUID:
    counter.door.house.collect(email=HANAKO, name="甲野花子", permissions=PERMITTED)
    return counter.propose()


def today() -> str:
    return japan_date(datetime.now(UTC)).isoformat()


def test_a_file_is_fetched_opened_and_certified(counter: Counter, waiting: uuid.UUID) -> None:
    browser, path = counter.come_in(waiting), f"/ja/handovers/{waiting}/"
    page = browser.get(path)
    assert "暗号化したファイルを保存する" in page.main
    assert "age -d -i key.txt" in page.main
    manifest = json.loads(browser.get(f"{path}manifest/").body)
    assert manifest["rows"] == 1
    for words in (manifest["number"], manifest["file_sha256"], manifest["plain_sha256"], "1 件の記録", "ゆうなぎ便り"):
        assert words in page.main
    answer = browser.post(f"{path}file/")
    assert answer.status == 200
    assert int(answer.headers["Content-Length"]) == len(answer.body) == manifest["file_bytes"]
    assert hashlib.sha256(answer.body).hexdigest() == manifest["file_sha256"]
    plain = bytes(pyrage.decrypt(answer.body, [IDENTITY])).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(plain))
    assert (row["name"], row["email"]) == ("甲野花子", HANAKO)
    assert CANARY not in plain
    assert counter.state(waiting) == "handed"
    page = browser.get(path)
    assert "もう一度保存する" in page.main
    assert "返却・廃棄の証明" in page.main
    assert browser.post(f"{path}file/").body == answer.body

    form = {**CERTIFICATE, "on": today()}
    assert send(browser, f"{path}certificate/", form, ("証明書.pdf", b"%PDF-1.7 a paper")).location == path
    assert counter.state(waiting) == "closed"
    assert "すべて済んでいます" in browser.get(path).main
    ((name, kind),) = counter.door.house.sql(
        "SELECT name, media_type FROM sharing_document WHERE media_type <> 'text/plain'"
    )
    assert (name, kind) == ("証明書.pdf", "application/pdf")
    [entry] = counter.door.house.entries("sharing.handover.certified")
    assert entry["ended"] == "destroyed"
    assert send(browser, f"{path}certificate/", form).status == 403


def test_what_is_there_and_what_is_not_are_answered_alike(counter: Counter, waiting: uuid.UUID) -> None:
    nothing, browser = uuid.uuid4(), counter.door.browser()
    for path in ("", "code/"):
        answers = [browser.get(f"/ja/handovers/{one}/{path}") for one in (waiting, nothing)]
        assert answers[0].status == answers[1].status
        assert answers[0].text.replace(str(waiting), "") == answers[1].text.replace(str(nothing), "")
    for one, mailed in ((nothing, 0), (waiting, 1)):
        there = counter.door.browser()
        assert there.post(f"/en/handovers/{one}/").location == f"/en/handovers/{one}/code/"
        assert counter.mail_codes() == mailed
        assert there.get(f"/en/handovers/{one}/code/").status == 200
        assert there.post(f"/en/handovers/{one}/code/", {"code": "00000000"}).status == 401
    assert counter.door.letters()[-1]["To"] == DESK


def test_looking_at_a_link_changes_nothing(counter: Counter, waiting: uuid.UUID) -> None:
    browser = counter.come_in(waiting)
    for path in ("", "code/", "certificate/", "manifest/"):
        browser.get(f"/ja/handovers/{waiting}/{path}")
        browser.get(f"/en/handovers/{waiting}/{path}")
    for path in ("file/", "done/", "leave/"):
        assert browser.get(f"/ja/handovers/{waiting}/{path}").status == 405
    assert counter.state(waiting) == "made"
    assert counter.mail_codes() == 0


def test_without_the_token_every_part_leads_to_the_first_page(counter: Counter, waiting: uuid.UUID) -> None:
    path, browser = f"/ja/handovers/{waiting}/", counter.door.browser()
    for part in ("file/", "done/", "certificate/"):
        assert browser.post(path + part).location == path
    assert browser.get(f"{path}manifest/").location == path
    other = counter.come_in(waiting)
    elsewhere = f"/ja/handovers/{uuid.uuid4()}/"
    assert other.post(f"{elsewhere}file/").status == 401
    assert counter.state(waiting) == "made"


def test_a_token_that_is_over_is_said_so(counter: Counter, waiting: uuid.UUID) -> None:
    browser = counter.come_in(waiting)
    counter.door.house.sql("UPDATE sharing_pickup SET shown_at = shown_at - interval '3 hours'")
    page = browser.get(f"/ja/handovers/{waiting}/")
    assert page.status == 401
    assert "受け取りの時間が過ぎました" in page.main
    assert browser.cookie(f"{PICKUP}-ja") == ""


def test_leaving_forgets_the_token(counter: Counter, waiting: uuid.UUID) -> None:
    browser, path = counter.come_in(waiting), f"/ja/handovers/{waiting}/"
    assert browser.post(f"{path}leave/").location == path
    assert browser.cookie(f"{PICKUP}-ja") == browser.cookie(f"{PICKUP}-en") == ""
    assert "確認コードを送る" in browser.get(path).main


def test_cookies_go_with_this_hand_over_only(counter: Counter, waiting: uuid.UUID) -> None:
    browser = counter.door.browser()
    browser.post(f"/ja/handovers/{waiting}/")
    tried = [browser.client.cookies[f"{TRY}-{language}"] for language in ("ja", "en")]
    browser.post(f"/ja/handovers/{waiting}/code/", {"code": counter.code()})
    kept = [browser.client.cookies[f"{PICKUP}-{language}"] for language in ("ja", "en")]
    for cookie in (*tried, *kept):
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Strict")
        assert cookie["path"] in {f"/{language}/handovers/{waiting}/" for language in ("ja", "en")}
        assert cookie.key.startswith("__Secure-")
    assert {one["max-age"] for one in kept} == {""}


def test_a_use_that_was_stopped_has_the_file_made_anew(counter: Counter, waiting: uuid.UUID) -> None:
    one = counter.door.house.collect(email="taro@mail.example", permissions=PERMITTED)
    again = counter.propose()
    browser, path = counter.come_in(again), f"/ja/handovers/{again}/"
    person = counter.door.come_in(one.number)
    person.post(f"/ja/mine/{one.record_id}/uses/newsletter/")
    page = browser.post(f"{path}file/")
    assert page.status == 410
    assert "ファイルを作り直しています" in page.main
    assert "バイト" not in page.main  # there is no file whose size could be told
    counter.wait_for(again, "made")
    assert "1 件の記録" in browser.get(path).main


def test_after_two_hours_a_file_is_not_given_again(counter: Counter, waiting: uuid.UUID) -> None:
    browser, path = counter.come_in(waiting), f"/en/handovers/{waiting}/"
    browser.post(f"{path}file/")
    counter.door.house.sql("UPDATE sharing_handover SET handed_at = handed_at - interval '3 hours'")
    assert "Save the file once more" not in browser.get(path).main
    page = browser.post(f"{path}file/")
    assert page.status == 403
    assert "This file was fetched before" in page.main


def test_a_contract_that_lapsed_is_said_without_details(counter: Counter, waiting: uuid.UUID) -> None:
    browser, path = counter.come_in(waiting), f"/ja/handovers/{waiting}/"
    counter.client.end("yunagi", japan_date(datetime.now(UTC)) - timedelta(days=1))
    page = browser.post(f"{path}file/")
    assert page.status == 403
    assert "いまはお渡しできません" in page.main
    assert counter.state(waiting) != "handed"


def test_a_cancelled_hand_over_is_said_so(counter: Counter, waiting: uuid.UUID) -> None:
    browser, path = counter.come_in(waiting), f"/ja/handovers/{waiting}/"
    counter.client.cancel(counter.handover(waiting))
    assert "お渡しは取りやめました" in browser.get(path).main
    assert browser.post(f"{path}file/").status == 403
    assert "証明していただくことはありません" in browser.get(f"{path}certificate/").main


def test_changes_are_fetched_and_acknowledged(counter: Counter, waiting: uuid.UUID) -> None:
    counter.come_in(waiting).post(f"/ja/handovers/{waiting}/file/")
    ((number,),) = counter.door.house.sql("SELECT number FROM vault_record")
    counter.door.erase(number)
    counter.courier.work()
    changes = counter.waiting("changes")
    browser, path = counter.come_in(changes), f"/ja/handovers/{changes}/"
    plain = bytes(pyrage.decrypt(browser.post(f"{path}file/").body, [IDENTITY]))
    assert json.loads(plain)["act"] == "erase"
    page = browser.get(path).main
    assert "対応を済ませました" in page
    assert "証明の期限" not in page
    assert browser.post(f"{path}done/").location == path
    wait(lambda: counter.state(changes) == "closed")
    assert "すべて済んでいます" in browser.get(path).main
    assert browser.post(f"{path}done/").status == 403


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"ended": ""}, "どちらかを選んでください"),
        ({"on": "soon"}, "日付を"),
        ({"on": "2020-01-01"}, "お渡しした日から今日まで"),
        ({"method": " "}, "どのように行ったか"),
        ({"signed_as": "x" * 121}, "部署・役職を入力してください"),
    ],
)
def test_a_certificate_says_what_is_to_be_put_right(
    counter: Counter, waiting: uuid.UUID, changed: dict[str, str], words: str
) -> None:
    browser, path = counter.come_in(waiting), f"/ja/handovers/{waiting}/"
    browser.post(f"{path}file/")
    page = send(browser, f"{path}certificate/", {**CERTIFICATE, "on": today(), **changed})
    assert page.status == 422
    assert words in page.main
    assert counter.state(waiting) == "handed"


@pytest.mark.parametrize(("name", "data"), [("big.pdf", b"%PDF-" + bytes(512 * 1024)), ("program", b"\x7fELF\0")])
def test_a_paper_that_is_not_taken(counter: Counter, waiting: uuid.UUID, name: str, data: bytes) -> None:
    browser, path = counter.come_in(waiting), f"/ja/handovers/{waiting}/"
    browser.post(f"{path}file/")
    page = send(browser, f"{path}certificate/", {**CERTIFICATE, "on": today()}, (name, data))
    assert page.status == 422
    assert "500 kB" in page.main
    assert send(browser, f"{path}code/", {}, (name, b"%PDF-")).status == 400  # no other page takes a file
    assert counter.state(waiting) == "handed"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_has_every_header_and_no_script(counter: Counter, waiting: uuid.UUID, language: str) -> None:
    path = f"/{language}/handovers/{waiting}/"
    stranger, browser = counter.door.browser(), counter.come_in(waiting, language)
    pages = [stranger.get(path), stranger.post(path), stranger.get(f"{path}code/"), stranger.post(f"{path}code/")]
    pages += [browser.get(path), browser.post(f"{path}file/"), browser.get(path), browser.get(f"{path}certificate/")]
    assert [missing(page) for page in pages] == [{}] * len(pages)
    for page in pages:
        for never in ("<script", "style=", 'src="http', "onclick", HANAKO):
            assert never not in page.text
    assert (
        browser.client.post(f"{path}file/", secure=True, headers={"Origin": "https://evil.example"}).status_code == 403
    )


def test_the_person_sees_who_has_it_and_when_that_ended(counter: Counter) -> None:
    one = counter.door.house.collect(email=HANAKO, permissions=PERMITTED)
    waiting = counter.propose()
    person = counter.door.come_in(one.number)
    assert "社外へお渡しした記録" not in person.get("/ja/mine/").main
    stopping = f"mine/{one.record_id}/uses/newsletter/"
    assert "にも利用停止を伝え" not in person.get(f"/ja/{stopping}").words
    browser, path = counter.come_in(waiting), f"/ja/handovers/{waiting}/"
    browser.post(f"{path}file/")
    assert "ゆうなぎ便りにも利用停止を伝え、対応を確かめます。" in person.get(f"/ja/{stopping}").words
    assert "to stop, and check that they do." in person.get(f"/en/{stopping}").words
    assert "にも利用停止を伝え" not in person.get(f"/ja/mine/{one.record_id}/uses/inquiry.reply/").words
    ((number,),) = counter.door.house.sql("SELECT number FROM sharing_handover WHERE door_id = %s", (waiting,))
    for language, words in (("ja", "返却または廃棄の証明があるまで"), ("en", "They have it until they certify")):
        page = person.get(f"/{language}/mine/")
        assert words in page.main
        assert number in page.main
    send(browser, f"{path}certificate/", {**CERTIFICATE, "on": today()})
    assert "廃棄したと、相手が証明しました" in person.get("/ja/mine/").main


@pytest.mark.usefixtures("sequenced")
def test_the_package_tells_it_too(counter: Counter) -> None:
    one = counter.door.house.collect(email=HANAKO, permissions=PERMITTED)
    waiting = counter.propose()
    counter.come_in(waiting).post(f"/ja/handovers/{waiting}/file/")
    answer = counter.door.come_in(one.number).post("/ja/package/")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as package:
        [told] = json.loads(package.read("data.json"))["deliveries"]
        assert "株式会社ゆうなぎ便り" in package.read("index.html").decode()
        assert one.number in package.read("tables/deliveries.csv").decode()
    assert (told["record"], told["number"], told["exit"]) == (str(one.record_id), one.number, "contractor")
    assert (told["still_there"], told["ended"], told["address"]) == (True, None, "")
