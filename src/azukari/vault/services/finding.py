"""Finding records by what a person says of themselves, for a purpose."""

from datetime import datetime

from azukari.vault.access import Actor, Found
from azukari.vault.services.chamber import Chamber


def find_for(
    chamber: Chamber, kind: str, value: str, *, purpose: str, reason: str, actor: Actor, now: datetime
) -> tuple[Found, ...]:
    """Find the records that a purpose may open, by ``number``, ``email``, ``phone``, ``name`` or ``kana``; newest first.

    Raises:
        RefusedError: after it was recorded, if the purpose or role may not.
        MalformedError: if the kind is unknown or the value has no such form.
        UnavailableError: if it could not be recorded.
    """
    raise NotImplementedError
