"""The kinds of ledger entries that the statement writes, each with a sentence that a person can read."""

from collections.abc import Mapping
from enum import StrEnum

from azukari.statement.text import Text


class Event(StrEnum):
    """What the statement records."""

    PUBLISHED = "statement.version.published"


EVENTS: Mapping[Event, Text] = {
    Event.PUBLISHED: Text(
        ja="個人情報保護方針の新しい版を公開しました。", en="A new version of the privacy statement was published."
    ),
}
