"""Whoever is named in a request that somebody else brings learns of it, at the address that is held and at no other."""

from azukari.rights.services.answering import notice_letter
from azukari.rights.services.examining import identify
from azukari.rights.shapes import Taken
from azukari.rights.wish import Contact
from azukari.vault.services.ending import erase_person
from tests.rights.bureau import ANNA, BEN, WORKER, Bureau
from tests.vault.world import CANARY

OTHER = {**CANARY, "name": "別の人", "email": "other@example.jp", "topic": "price", "question": "?"}


def _letters(bureau: Bureau, taken: Taken) -> list[tuple[str, str]]:
    """Give kind and address of each letter about a request, as the worker is given them."""
    notices = bureau.world.sql(
        "SELECT notice_id FROM rights_notice WHERE request_id = %s ORDER BY notice_id", (taken.request_id,)
    )
    found = (notice_letter(bureau.office, notice, actor=WORKER, now=bureau.now) for (notice,) in notices)
    return [(letter.kind, letter.address) for letter in found if letter is not None]


def test_who_is_named_is_told_at_the_address_that_is_held(bureau: Bureau) -> None:
    one, other = bureau.collect(), bureau.collect(values=OTHER)
    taken = bureau.take_in("disclosure", contact=Contact("代理", "", "agent@law.example"))
    identify(bureau.office, taken.request_id, one.number, actor=ANNA, now=bureau.now)
    assert _letters(bureau, taken) == [("received", "agent@law.example"), ("named", CANARY["email"])]
    identify(bureau.office, taken.request_id, other.number, actor=ANNA, now=bureau.now)
    assert _letters(bureau, taken)[-1] == ("named", "other@example.jp")


def test_who_came_by_their_own_page_is_told_once(bureau: Bureau) -> None:
    taken = bureau.ask(bureau.visit(bureau.collect().number), "disclosure")
    assert _letters(bureau, taken) == [("received", CANARY["email"])]


def test_nobody_is_written_to_who_was_erased_meanwhile(bureau: Bureau) -> None:
    one = bureau.collect()
    taken = bureau.take_in("disclosure", contact=Contact("代理", "", "agent@law.example"))
    identify(bureau.office, taken.request_id, one.number, actor=ANNA, now=bureau.now)
    erase_person(bureau.office.chamber, one.record_id, actor=BEN, now=bureau.now)
    assert _letters(bureau, taken) == [("received", "agent@law.example")]
