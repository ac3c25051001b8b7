"""The vault's own history as the ledger tells it, to compare the store with."""

from collections.abc import Mapping
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
    keys: dict[tuple[str, int], str] = field(default_factory=dict)  # purpose and epoch → SHA-256 of the public key


def read_chronicle(database: Database) -> Chronicle:
    """Read the whole history, entries that still wait for their place included."""
    chronicle = Chronicle()
    after = 0
    while page := history(database, prefix="vault.", after=after):
        for _, entry in page:
            if entry is not None:
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
                chronicle.keys[str(facts.get("purpose")), epoch] = str(facts.get("key"))


def _texts(facts: Mapping[str, object], name: str) -> tuple[str, ...]:
    found = facts.get(name)
    return tuple(map(str, found)) if isinstance(found, tuple) else ()
