"""That we work with a recipient: the contract, the assessment, the inspections, and the key that everything is encrypted to."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from azukari.base.errors import MalformedError
from azukari.statement.text import Language

# What a contract on handling has to say (requirements R20: the eight points a to h of JIS Q 15001 A.12, in our own words).
POINTS = ("a", "b", "c", "d", "e", "f", "g", "h")
# By what a contractor is chosen (requirements R20); an organisation weighs them by itself.
CRITERIA = (
    "certification",
    "rules",
    "training",
    "physical",
    "technical",
    "subcontracting",
    "incidents",
    "standing",
    "audits",
    "country",
)
_WORST, _BEST = 0, 5


class Method(StrEnum):
    """How an inspection was made."""

    VISIT = "visit"
    QUESTIONNAIRE = "questionnaire"
    CERTIFICATE = "certificate"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be handed over: services × items × purposes."""

    services: tuple[str, ...]
    items: tuple[str, ...]
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract as it was filed. ``pages`` tells on which page each of the eight points stands; none: not found in it."""

    contract_id: uuid.UUID
    document: str
    from_on: date
    to_on: date
    pages: Mapping[str, int]
    scope: Scope
    party: str  # who the statement said the recipient is (`condition.party_of`)
    filed_at: datetime

    @property
    def open_points(self) -> tuple[str, ...]:
        """List the points that the contract does not cover."""
        return tuple(point for point in POINTS if not self.pages.get(point))


@dataclass(frozen=True, slots=True)
class Assessment:
    """An assessment by the organisation's own criteria; ``countries`` are those that the recipient had then."""

    made_on: date
    scores: Mapping[str, int]
    score: int
    threshold: int
    countries: tuple[str, ...]
    next_on: date

    @property
    def passed(self) -> bool:
        """Tell whether it was good enough."""
        return self.score >= self.threshold


@dataclass(frozen=True, slots=True)
class Inspection:
    """An inspection: how it was made, how many findings are open, and when the next is due."""

    held_on: date
    method: Method
    findings: int
    next_on: date


@dataclass(frozen=True, slots=True)
class Sftp:
    """Where files are put for a recipient that has them put; ``host_key`` is the one key that the server may show."""

    host: str
    port: int
    user: str
    folder: str
    host_key: str


@dataclass(frozen=True, slots=True)
class Engagement:
    """All that is on record of working with one recipient."""

    engagement_id: uuid.UUID
    recipient: str
    language: Language
    contact: str = field(repr=False)
    age_key: str
    sftp: Sftp | None
    certificate_days: int
    begun_at: datetime
    party: str  # who the statement said the recipient is when its desk was put on record
    ended_on: date | None = None
    contracts: tuple[Contract, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    approved: Mapping[str, str] = field(default_factory=dict)  # subcontractors, and who each was said to be

    def contract_on(self, day: date) -> Contract | None:
        """Give the contract of a day: of those whose term holds it, the one that was filed last."""
        return next((one for one in reversed(self.contracts) if one.from_on <= day <= one.to_on), None)

    @property
    def assessment(self) -> Assessment | None:
        """Give the newest assessment."""
        return self.assessments[-1] if self.assessments else None

    @property
    def inspection(self) -> Inspection | None:
        """Give the newest inspection."""
        return self.inspections[-1] if self.inspections else None


def score_of(scores: Mapping[str, int]) -> int:
    """Weigh the marks of all criteria, 0 to 5 each, into one figure of 0 to 100.

    Raises:
        MalformedError: if a criterion has no mark, or one that there is not.
    """
    if set(scores) != set(CRITERIA) or any(not _WORST <= mark <= _BEST for mark in scores.values()):
        raise MalformedError("An assessment gives each criterion a mark from 0 to 5.", ground="scores")
    return round(100 * sum(scores.values()) / (_BEST * len(CRITERIA)))


def read_pages(pages: Mapping[str, int]) -> Mapping[str, int]:
    """Check the pages on which the eight points stand; 0 says that a point is not in it.

    Raises:
        MalformedError: if there are other points, or no such pages.
    """
    if set(pages) - set(POINTS) or any(not 0 <= page <= 9999 for page in pages.values()):  # noqa: PLR2004 - a page's number
        raise MalformedError("Say on which page of the contract each point a to h stands.", ground="pages")
    return {point: pages.get(point, 0) for point in POINTS}
