"""What each kind of ledger entry means, from the rooms that write them."""

from collections.abc import Mapping

from azukari.rights import events as rights_events
from azukari.sharing import entrusted_events
from azukari.sharing import events as sharing_events
from azukari.statement import events as statement_events
from azukari.statement.text import Language, Text
from azukari.vault import events as vault_events
from azukari.web.staff import kinds

WORDS: Mapping[str, Text] = {
    kind.value: words
    for told in (
        statement_events.EVENTS,
        vault_events.EVENTS,
        rights_events.EVENTS,
        sharing_events.EVENTS,
        entrusted_events.ENTRUSTED_EVENTS,
        kinds.EVENTS,
    )
    for kind, words in told.items()
} | {
    # The keeper's own kind; a door does not know another, so its sentence stands here once more.
    "keeper.call.refused": Text(
        ja="鍵番（keeper）が、求められた操作を断りました。",
        en="The keeper refused an act that somebody known asked for.",
    )
}


def kind_words(kind: str, language: Language) -> str:
    """Say what a kind of entry means; a kind that no room names here is shown as it is."""
    words = WORDS.get(kind)
    return words.in_language(language) if words else kind


def kind_choices(language: Language) -> list[tuple[str, str]]:
    """List the kinds that are known, in words."""
    return [(kind, words.in_language(language)) for kind, words in WORDS.items()]
