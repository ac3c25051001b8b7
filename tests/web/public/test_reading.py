"""Somebody reads: the statement in force, any version, what changed, the matrix, and whom to ask."""

from dataclasses import replace
from datetime import timedelta

import pytest

from azukari.base.clock import japan_date
from azukari.statement.bundle import read_folder
from azukari.statement.services import publish
from tests.web.public.door import Door


@pytest.mark.parametrize(
    ("wanted", "place"), [("en-GB,en;q=0.8", "/en/"), ("ja", "/ja/"), ("fr", "/ja/"), ("", "/ja/")]
)
def test_the_first_page_follows_the_browsers_language(quiet_door: Door, wanted: str, place: str) -> None:
    page = quiet_door.get("/", **{"Accept-Language": wanted})
    assert (page.status, page.headers["Location"]) == (302, place)


def test_the_statement_is_there_in_both_languages(quiet_door: Door) -> None:
    ja, en = quiet_door.get("/ja/"), quiet_door.get("/en/")
    assert '<html lang="ja">' in ja.text
    assert '<html lang="en">' in en.text
    assert 'href="/en/" hreflang="en"' in ja.text
    assert 'href="/ja/" hreflang="ja"' in en.text


def test_each_promise_has_its_mark_and_none_is_called_kept(quiet_door: Door) -> None:
    page = quiet_door.get("/ja/")
    for promise in quiet_door.statement.promises:
        assert f'id="promise-{promise.id}"' in page.text
        assert f'id="kept-{promise.id}"' in page.text
    assert page.text.count('class="proof">まだ証明していません') >= sum(
        promise.promise_class != "notice" for promise in quiet_door.statement.promises
    )
    assert "守っています" not in "".join(page.text.split('class="marks"')[1:]).split("</details>")[0]


def test_a_version_stays_at_its_address_with_its_whole_hash(quiet_door: Door) -> None:
    page = quiet_door.get(f"/ja/versions/{quiet_door.statement.version}/")
    assert page.status == 200
    assert quiet_door.statement.hash in page.text
    assert quiet_door.statement.hash not in quiet_door.get("/ja/").text
    assert quiet_door.get("/ja/versions/none-such/").status == 404


def test_an_earlier_version_says_that_it_is_one(door: Door) -> None:
    _publish_another(door)
    old = door.get(f"/ja/versions/{door.statement.version}/")
    assert "これは以前の版です" in old.text
    assert "これは以前の版です" not in door.get("/ja/versions/second/").text
    listed = door.get("/ja/versions/")
    assert listed.text.index("second") < listed.text.index(door.statement.version + "/")
    assert listed.text.count("施行中</span>") == 1


def test_two_versions_are_compared_in_words(door: Door) -> None:
    _publish_another(door)
    chosen = door.get(f"/ja/versions/?old={door.statement.version}&new=second")
    assert chosen.status == 302
    page = door.get(chosen.headers["Location"])
    assert "消しゴム" in page.text
    assert "<ins>" in page.text
    same = door.get("/en/versions/second/diff/second/")
    assert "These two versions say the same." in same.text
    assert door.get("/ja/versions/second/diff/none/").status == 404
    assert door.get("/ja/versions/?old=none&new=second").status == 404


def test_the_matrix_shows_every_item_of_every_service(quiet_door: Door) -> None:
    page = quiet_door.get("/en/matrix/")
    for service in quiet_door.statement.services:
        assert service.title.en in page.words
        for item in service.items:
            assert item.label.en in page.words
    used = sum(len(item.purposes) for service in quiet_door.statement.services for item in service.items)
    assert page.text.count('class="dot"') == used


def test_every_service_has_somebody_to_ask(quiet_door: Door) -> None:
    page = quiet_door.get("/ja/contacts/")
    for service in quiet_door.statement.services:
        assert f'href="/ja/services/{service.id}/"' in page.text
        assert quiet_door.statement.contact(service).email in page.text
    general = replace(quiet_door.statement.services[0], contact=None)
    assert quiet_door.statement.contact(general).id == quiet_door.statement.default_contact


def test_links_to_other_sites_say_so(quiet_door: Door) -> None:
    for path in ("/ja/", "/ja/ledger/"):
        for tag in quiet_door.get(path).text.split("<a ")[1:]:
            if 'href="http' in tag.split(">")[0]:
                assert "noopener noreferrer" in tag.split(">")[0]


def _publish_another(door: Door) -> None:
    files = read_folder(door.home / "statement")
    tomorrow = (japan_date(door.clock.at) + timedelta(days=1)).isoformat()
    header = files["statement.toml"].decode()
    header = header.replace(f'version = "{door.statement.version}"', 'version = "second"')
    header = header.replace(f"effective_on = {door.statement.effective_on}", f"effective_on = {tomorrow}")
    changed = files["ja.md"].decode().replace("紙とペンと、", "紙とペンと消しゴムと、")
    english = files["en.md"].decode().replace("paper, pens", "paper, erasers, pens")
    publish(
        door.owner,
        {**files, "statement.toml": header.encode(), "ja.md": changed.encode(), "en.md": english.encode()},
        approver="空野 朗",
        now=door.clock.at,
    )
    door.clock.forward(days=2)
