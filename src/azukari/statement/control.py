"""One control: what keeps a promise, and how strong a promise it can bear (requirements §0.2)."""

from dataclasses import dataclass

from azukari.statement.document import PromiseClass
from azukari.statement.text import Text


@dataclass(frozen=True, slots=True)
class Control:
    """One thing that keeps promises: what it does, the strongest class it can bear, and its live proof if there is one.

    ``proof`` names the probe that measures it; none has one yet, so that every page says "not yet proved".
    """

    id: str
    what: Text
    bears: PromiseClass
    proof: str | None = None


def enforced(control_id: str, ja: str, en: str) -> Control:
    """Make a control by which what would break a sentence does not exist, or is refused."""
    return Control(id=control_id, what=Text(ja=ja, en=en), bears=PromiseClass.ENFORCED)


def attested(control_id: str, ja: str, en: str) -> Control:
    """Make a control by which a named person swears to a sentence."""
    return Control(id=control_id, what=Text(ja=ja, en=en), bears=PromiseClass.ATTESTED)
