"""Everything that is shown has words in both languages."""

from azukari.rights import events as rights_events
from azukari.statement import events as statement_events
from azukari.statement.purposes import Role
from azukari.vault import events as vault_events
from azukari.vault.access import Ground
from azukari.web.staff import kinds, ledger_words
from azukari.web.staff.words import GROUND_WORDS, OTHERWISE, ROLE_WORDS, TAMPERED, refusal_words
from tests.web.staff.people import Person


def test_every_ground_and_role_has_words() -> None:
    assert set(GROUND_WORDS) == set(Ground)
    assert set(ROLE_WORDS) == set(Role)
    assert refusal_words("tampered:grant") is TAMPERED
    assert refusal_words("something else") is OTHERWISE


def test_every_kind_of_entry_has_words() -> None:
    assert set(kinds.EVENTS) == set(kinds.Event)
    for kinds_of_a_room in (statement_events.Event, vault_events.Event, rights_events.Event, kinds.Event):
        assert set(kinds_of_a_room) <= set(ledger_words.WORDS)
    assert ledger_words.kind_words("vault.record.opened", "ja") == "ある目的のために記録を開きました。"
    assert ledger_words.kind_words("room.subject.unheard", "en") == "room.subject.unheard"


def test_a_page_offers_itself_in_the_other_language(manager: Person) -> None:
    english = manager.get("/en/events/", kind="vault.record.refused").content.decode()
    assert 'href="/ja/events/?kind=vault.record.refused"' in english
    assert '<html lang="ja">' in manager.get("/ja/events/").content.decode()
    assert "閲覧と拒否" in manager.get("/ja/events/").content.decode()


def test_the_browser_chooses_the_first_language(manager: Person) -> None:
    for asked, given in (("en-GB,en", "/en/"), ("ja", "/ja/"), ("fr", "/ja/")):
        answer = manager.browser.get("/", secure=True, headers={"accept-language": asked})
        assert answer.headers["Location"] == given
