"""The vault's own history as the ledger tells it, to compare the store with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from azukari.base.sql import Database
from azukari.ledger.entry import Entry
from azukari.ledger.queries import history
from azukari.vault.events import Event


@dataclass(slots=True)
class Chronicle:
    """What happened to which record, by the record's id as the ledger writes it."""

    collected: dict[str, Entry] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    erased: dict[str, str] = field(default_factory=dict)  # entry → person
    closed: set[str] = field(default_factory=set)
    ended: dict[str, set[str]] = field(default_factory=dict)  # record → purposes whose use was stopped or ran out
    destroyed: dict[str, set[str]] = field(default_factory=dict)  # record → compartments
    # Purpose and epoch → SHA-256 of each public key that was published so; each chamber has a key for person keys of the same name.
    keys: dict[tuple[str, int], set[str]] = field(default_factory=dict)


Belongs = Callable[[Entry], bool]


def everything(entry: Entry) -> bool:
    """Take every entry for one of this chamber's."""
    del entry
    return True


def read_chronicle(database: Database, belongs: Belongs = everything) -> Chronicle:
    """Read the whole history of one chamber, entries that still wait for their place included.

    ``belongs`` tells which entries are of this chamber, where several write into one ledger.
    """
    chronicle = Chronicle()
    after = 0
    while page := history(database, prefix="vault.", after=after):
        for _, entry in page:
            if entry is not None and belongs(entry):
                _note(chronicle, entry)
        after = page[-1][0]
    return chronicle


def _note(chronicle: Chronicle, entry: Entry) -> None:  # noqa: C901 - one case for each kind of entry
    facts = entry.facts
    record = str(facts.get("record", ""))
    match entry.kind:
        case Event.COLLECTED | Event.CORRECTED | Event.ANNOTATED:
            chronicle.collected[record] = entry
        case Event.ERASED:
            chronicle.erased[str(entry.entry_id)] = str(facts.get("person", ""))
            chronicle.gone.update(
                _texts(facts, "records")
            )  # as it was written before erasing cost the same for any number
        case Event.CLEARED:
            chronicle.gone.update(_texts(facts, "records"))
        case Event.ENDED:
            chronicle.gone.add(record)
        case Event.CLOSED:
            chronicle.closed.add(record)
        case Event.STOPPED:
            chronicle.ended.setdefault(record, set()).add(str(facts.get("purpose")))
        case Event.RAN_OUT:
            chronicle.ended.setdefault(record, set()).update(_texts(facts, "purposes"))
        case Event.DESTROYED:
            chronicle.destroyed.setdefault(record, set()).update(_texts(facts, "compartments"))
        case Event.KEY_PUBLISHED:
            epoch = facts.get("epoch")
            if isinstance(epoch, int):
                chronicle.keys.setdefault((str(facts.get("purpose")), epoch), set()).add(str(facts.get("key")))


def _texts(facts: Mapping[str, object], name: str) -> tuple[str, ...]:
    found = facts.get(name)
    return tuple(map(str, found)) if isinstance(found, tuple) else ()
