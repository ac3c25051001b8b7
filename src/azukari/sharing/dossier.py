"""A provision under an exception of APPI Art. 27(1): what has to be known before two persons decide (requirements S4.5, H60)."""

import uuid
from dataclasses import dataclass
from enum import StrEnum

from azukari.base.errors import MalformedError


class Code(StrEnum):
    """The closed list of exceptions of Art. 27(1)."""

    LAW = "i"
    LIFE = "ii"
    HYGIENE = "iii"
    STATE = "iv"
    PUBLISHING = "v"
    JOINT_RESEARCH = "vi"
    RESEARCH = "vii"


class Instrument(StrEnum):
    """By what somebody asks; a voluntary inquiry is no warrant (requirements H60)."""

    WARRANT = "warrant"  # 令状
    INQUIRY = "inquiry"  # 捜査関係事項照会書
    BAR_INQUIRY = "bar_inquiry"  # 弁護士会照会
    COURT_ORDER = "court_order"  # 文書提出命令など
    STATUTE = "statute"  # another duty by law
    EMERGENCY = "emergency"  # life, body or property are at stake
    ACADEMIC = "academic"


class Checked(StrEnum):
    """How it was made sure who asks."""

    CALLED_BACK = "called_back"  # at a number that was looked up, not the one that was given
    IN_PERSON = "in_person"
    BY_POST = "by_post"


class Told(StrEnum):
    """Whether the person is told."""

    TOLD = "told"
    LATER = "later"
    NOT = "not"


_FITTING = {
    Code.LAW: frozenset(
        {Instrument.WARRANT, Instrument.INQUIRY, Instrument.BAR_INQUIRY, Instrument.COURT_ORDER, Instrument.STATUTE}
    ),
    Code.LIFE: frozenset({Instrument.EMERGENCY}),
    Code.HYGIENE: frozenset({Instrument.EMERGENCY, Instrument.STATUTE}),
    Code.STATE: frozenset({Instrument.INQUIRY, Instrument.STATUTE}),
    Code.PUBLISHING: frozenset({Instrument.ACADEMIC}),
    Code.JOINT_RESEARCH: frozenset({Instrument.ACADEMIC}),
    Code.RESEARCH: frozenset({Instrument.ACADEMIC}),
}
MOST_RECORDS = 100
_SHORTEST_REASON = 20


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is on record of one such provision; who asks is an organisation, and no text names a person whose data it is."""

    code: Code
    authority: str
    address: str
    representative: str
    instrument: Instrument
    checked: Checked
    necessity: str
    told: Told
    told_why: str
    records: tuple[uuid.UUID | str, ...]  # by id or receipt number, as they were named; by id once it is on record


def check_dossier(dossier: Dossier) -> Dossier:
    """Give a dossier that is complete.

    Raises:
        MalformedError: if something is missing, or does not go together; the ground names what.
    """
    if dossier.instrument not in _FITTING[dossier.code]:
        raise MalformedError("This exception is not asked for by such an instrument.", ground="dossier_instrument")
    for name in ("authority", "address", "representative"):
        if not getattr(dossier, name).strip():
            raise MalformedError(f"Say the {name} of who asks.", ground=f"dossier_{name}")
    if len(dossier.necessity.strip()) < _SHORTEST_REASON:
        raise MalformedError("Say why it is necessary, and why these items are enough.", ground="dossier_necessity")
    if dossier.told is not Told.TOLD and not dossier.told_why.strip():
        raise MalformedError("Say why the person is not told, or not yet.", ground="dossier_told")
    if not 0 < len(set(dossier.records)) <= MOST_RECORDS:
        raise MalformedError(f"Name one to {MOST_RECORDS} records: the fewest that will do.", ground="dossier_records")
    return dossier
