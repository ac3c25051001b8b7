"""Recipients: what is missing and how it is mended, and that each form is one act with its limits."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from azukari.sharing.condition import Condition
from azukari.sharing.delivery import Channel, Ended, Form, Kind, State
from azukari.sharing.dossier import Checked, Code, Instrument, Told
from azukari.sharing.duty import Task
from azukari.sharing.engagement import CRITERIA, POINTS, Method
from azukari.sharing.exit import Exit
from azukari.web.staff import pictures, sharing_words
from azukari.web.staff.sharing_figure import outside_drawing, outside_table
from azukari.web.staff.sharing_lines import Named
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person
from tests.web.staff.recipients import (
    DESK,
    KAZAGURUMA,
    YUNAGI,
    contract,
    inspection,
    marks,
    paper,
    permitted,
    sent,
    start,
    taken_on,
    today,
)
from tests.web.staff.requests import page_of

RECIPIENTS = "/en/recipients/"


@pytest.fixture
def running(door: Door) -> Door:
    start(door)
    return door


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    pictures._KEPT.clear()
    yield
    pictures._KEPT.clear()


def test_every_code_has_words() -> None:
    for words, codes in (
        (sharing_words.CONDITION_WORDS, Condition),
        (sharing_words.METHOD_WORDS, Method),
        (sharing_words.STATE_WORDS, State),
        (sharing_words.NEXT_WORDS, State),
        (sharing_words.KIND_WORDS, Kind),
        (sharing_words.EXIT_WORDS, Exit),
        (sharing_words.FORM_WORDS, Form),
        (sharing_words.ENDED_WORDS, Ended),
        (sharing_words.CHANNEL_WORDS, Channel),
        (sharing_words.TASK_WORDS, Task),
        (sharing_words.CODE_WORDS, Code),
        (sharing_words.INSTRUMENT_WORDS, Instrument),
        (sharing_words.CHECKED_WORDS, Checked),
        (sharing_words.TOLD_WORDS, Told),
    ):
        assert set(words) == set(codes)
    assert set(sharing_words.POINT_WORDS) == set(POINTS)
    assert set(sharing_words.CRITERION_WORDS) == set(CRITERIA)


def test_a_refusal_names_each_missing_condition() -> None:
    with override("en"):
        words = sharing_words.refused_words("missing:no_contract,not_assessed")
        assert "No contract is on file." in words
        assert "Assess it by the ten criteria." in words
        assert sharing_words.missing_conditions("nobody") == ()
        assert sharing_words.refused_words("unheard") == "This was refused. Nothing was changed."
        assert "keeper" in sharing_words.refused_words("x", away=True)


def test_who_is_named_is_listed_with_what_is_missing_for_three_and_not_for_the_administrator(
    door: Door, manager: Person, clerk: Person, auditor: Person, administrator: Person
) -> None:
    for person in (manager, clerk, auditor):
        page = page_of(person, RECIPIENTS)
        assert "Yunagi Letters" in page
        assert "The work with this recipient is not on record yet." in page
        assert f"{YUNAGI}#desk" in page
        assert "No contractor holds anything" in page
        shown = page_of(person, YUNAGI)
        assert "Nagi Sumie" in shown
        assert ('action="/en/recipients/yunagi/desk/#desk"' in shown) is (person is manager)
    for url in (RECIPIENTS, YUNAGI, f"{RECIPIENTS}outside.light.wide.svg"):
        assert administrator.get(url).status_code == 403
    assert manager.get("/en/recipients/nobody/").status_code == 404
    assert manager.get(f"{RECIPIENTS}outside.light.wide.svg").status_code == 404


def test_only_a_privacy_manager_acts(door: Door, clerk: Person, auditor: Person) -> None:
    for person in (clerk, auditor):
        for act in ("desk", "contract", "assessment", "inspection", "subcontractors", "end"):
            assert person.post(f"{YUNAGI}{act}/").status_code == 403, act


def test_a_desk_is_put_on_record_after_a_fresh_proof(running: Door, manager: Person) -> None:
    manager.prove()
    for wrong, words in (
        ({"age_key": "AGE-SECRET-KEY-1QQQ"}, "This is a secret key!"),
        ({"age_key": "age1nonsense"}, "This is no public key of age"),
        ({"contact": "nobody"}, "This is not an e-mail address"),
        ({"sftp_host": "files.example"}, "For SFTP give host"),
        ({"certificate_days": "0"}, "1"),
    ):
        answer = manager.post(f"{YUNAGI}desk/", **{**DESK, **wrong})
        assert answer.status_code == 400, wrong
        assert words in answer.content.decode()
        assert "AGE-SECRET-KEY" not in answer.content.decode()
    more = {"sftp_host": "files.example", "sftp_user": "drop", "sftp_host_key": "ssh-ed25519 AAAA", "sftp_port": "22"}
    sent(manager, f"{YUNAGI}desk/", **{**DESK, **more})
    page = page_of(manager, YUNAGI)
    assert "drop@files.example:22" in page
    assert "No contract is on file." in page
    assert len(running.house.entries("sharing.engagement.begun")) == 1


def test_a_contract_is_filed_with_its_paper_and_can_be_read_again(
    running: Door, manager: Person, auditor: Person
) -> None:
    manager.prove()
    sent(manager, f"{YUNAGI}desk/", **DESK)
    wrong = contract(paper=paper(b"\x7fELF\0\0"), to_on=today() - timedelta(days=99), services=[], page_a="x")
    answer = manager.post(f"{YUNAGI}contract/", **wrong)
    assert answer.status_code == 400
    for words in (
        "A paper is a PDF",
        "A contract does not end before it begins.",
        "Choose one at least.",
        "Enter a whole",
    ):
        assert words in answer.content.decode()
    unfiled = manager.post(f"{YUNAGI}contract/", **{**contract(), "paper": ""})
    assert "Choose a file." in unfiled.content.decode()
    beyond = manager.post(f"{YUNAGI}contract/", **contract(items=["name", "body"]))
    assert beyond.status_code == 400
    sent(manager, f"{YUNAGI}contract/", **contract(page_h=""))
    page = page_of(auditor, YUNAGI)
    assert "1 point is missing" in page
    assert "The contract does not cover all eight points." in page
    [digest] = [one.split("/")[0] for one in page.split("/en/recipients/documents/")[1:]]
    answer = auditor.get(f"{RECIPIENTS}documents/{digest}/")
    assert answer.content == b"%PDF-1.7 a contract"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="contract.pdf"'
    assert auditor.get(f"{RECIPIENTS}documents/{'ab' * 32}/").status_code == 404


def test_a_paper_that_is_too_large_is_told_so(running: Door, manager: Person) -> None:
    manager.prove()
    sent(manager, f"{YUNAGI}desk/", **DESK)
    large = paper(b"%PDF-" + bytes(10 * 1024 * 1024))
    answer = manager.post(f"{YUNAGI}contract/", **contract(paper=large))
    assert answer.status_code == 400
    assert "10 MB at most" in answer.content.decode()


def test_assessing_inspecting_and_approving_bring_everything_in_order(running: Door, manager: Person) -> None:
    manager.prove()
    sent(manager, f"{YUNAGI}desk/", **DESK)
    sent(manager, f"{YUNAGI}contract/", **contract())
    for wrong in (marks(mark_rules=""), marks(made_on=today() + timedelta(days=1)), marks(next_on=today())):
        assert manager.post(f"{YUNAGI}assessment/", **wrong).status_code == 400
    sent(manager, f"{YUNAGI}assessment/", **marks(2))
    assert "Its last assessment was not good enough." in page_of(manager, YUNAGI)
    sent(manager, f"{YUNAGI}assessment/", **marks(4))
    assert manager.post(f"{YUNAGI}inspection/", **inspection(findings="-1")).status_code == 400
    sent(manager, f"{YUNAGI}inspection/", **inspection(findings="2"))
    page = page_of(manager, YUNAGI)
    for words in ("Everything is in order", "80 of 100, 60 are enough", "40 of 100", "2 findings are open"):
        assert words in page
    assert "Close what the inspection found" in page_of(manager, RECIPIENTS)


def test_a_subcontractor_is_approved_and_that_is_taken_back(running: Door, manager: Person) -> None:
    answer = manager.post(f"{KAZAGURUMA}subcontractors/", subcontractor="komorebi", approved="yes")
    assert answer.status_code == 404
    assert "First put on record where" in answer.content.decode()
    manager.prove()
    sent(manager, f"{KAZAGURUMA}desk/", **DESK)
    assert "A subcontractor is not approved." in page_of(manager, KAZAGURUMA)
    sent(manager, f"{KAZAGURUMA}subcontractors/", subcontractor="komorebi", approved="yes")
    assert "A subcontractor is not approved." not in page_of(manager, KAZAGURUMA)
    sent(manager, f"{KAZAGURUMA}subcontractors/", subcontractor="komorebi", approved="no")
    assert "A subcontractor is not approved." in page_of(manager, KAZAGURUMA)
    assert manager.post(f"{KAZAGURUMA}subcontractors/", approved="perhaps").status_code == 400
    unknown = manager.post(f"{KAZAGURUMA}subcontractors/", subcontractor="stranger", approved="yes")
    assert "names no such subcontractor" in unknown.content.decode()


def test_the_work_ends_on_a_day_and_is_taken_up_again(running: Door, manager: Person) -> None:
    taken_on(manager)
    end = {"ended_on": today() - timedelta(days=1), "sure": "on"}
    for wrong in ({"sure": ""}, {"ended_on": today() - timedelta(days=400)}):
        assert manager.post(f"{YUNAGI}end/", **{**end, **wrong}).status_code == 400
    sent(manager, f"{YUNAGI}end/", **end)
    page = page_of(manager, YUNAGI)
    for words in ("Save, and take the work up again", "has ended.", "The end of the work is on record."):
        assert words in page
    sent(manager, f"{YUNAGI}desk/", **DESK)
    assert "Everything is in order" in page_of(manager, YUNAGI)


def test_what_was_done_is_said_in_its_part_of_the_page(running: Door, manager: Person) -> None:
    manager.prove()
    answer = sent(manager, f"{YUNAGI}desk/", **DESK)
    assert answer.headers["Location"] == f"{YUNAGI}#desk"
    page = page_of(manager, YUNAGI)
    assert page.count("The work with this recipient is on record.") == 1
    assert page.index('<section id="desk"') < page.index("The work with this recipient is on record.")
    assert "The work with this recipient is on record." not in page_of(manager, YUNAGI)
    for path, values in ((f"{YUNAGI}contract/", contract()), (f"{YUNAGI}assessment/", marks())):
        sent(manager, path, **values)
    page = page_of(manager, RECIPIENTS)  # elsewhere it stands at the top
    assert page.index("The assessment was taken down.") < page.index("<main")


def test_a_secret_key_is_not_shown_again_whichever_field_it_was_typed_into(running: Door, manager: Person) -> None:
    manager.prove()
    for name in ("age_key", "contact", "sftp_folder"):
        answer = manager.post(
            f"{YUNAGI}desk/", **{**DESK, "certificate_days": "0", name: "age-secret-key-1" + "q" * 120}
        )
        assert answer.status_code == 400
        assert "secret-key" not in answer.content.decode()
        if name != "contact":
            assert "desk@yunagi.example" in answer.content.decode()


def test_when_the_keeper_is_away_nothing_is_lost_that_was_typed(door: Door, manager: Person) -> None:
    manager.prove()
    answer = manager.post(f"{YUNAGI}desk/", **DESK)
    assert answer.status_code == 503
    assert "The keeper does not answer just now." in answer.content.decode()
    assert "desk@yunagi.example" in answer.content.decode()


def test_the_picture_shows_bands_from_services_to_recipients() -> None:
    titles = Named({"yunagi": "Yunagi"}, {"inquiry": "Inquiries"}, {}, {})
    with override("en"):
        table = outside_table({("inquiry", "yunagi"): 1200, ("", "police"): 1, ("inquiry", "former"): 0}, titles)
    assert table.rows == (("Yunagi", "Inquiries", "1,200"), ("police", "Records that were named", "1"))
    drawing: dict[str, Any] = outside_drawing(table, "dark", "narrow")
    bands, bars, left, right = drawing["layer"]
    assert {point["band"] for point in bands["data"]["values"]} == {0, 1}
    heights = {point["band"]: point["y2"] - point["y"] for point in bands["data"]["values"]}
    assert heights[0] > 10 * heights[1] >= 30
    assert len(bars["data"]["values"]) == 4
    assert left["data"]["values"][0]["words"] == "1,200  Inquiries"
    assert right["data"]["values"][1]["x"] == drawing["width"]
    [svg] = pictures.drawn([drawing])
    assert b"Yunagi" in svg
    assert b"<script" not in svg


def test_whoever_permits_is_counted_only(running: Door, manager: Person) -> None:
    taken_on(manager)
    permitted(running.house)
    running.house.collect()
    answer = manager.post("/en/handovers/new/yunagi/", of="inquiry/newsletter", form="csv", act="count")
    assert answer.status_code == 200, answer.content.decode()
    page = answer.content.decode()
    assert "1 record<" in page
    assert "カナリア" not in page
