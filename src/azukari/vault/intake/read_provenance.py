"""The part of a mapping that says where the file comes from: nothing is imported without it (requirements H39)."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from azukari.vault.intake.provenance import REFUSED_BASES, Basis, Giver, Provenance
from azukari.vault.intake.tables import Table

_CLIENTS = f"must be {Basis.ENTRUSTED}: a client entrusted this data to us (Art. 27 (5) i)."
_OURS = f"{Basis.ENTRUSTED} is refused: what a client entrusted is imported by `azukari entrusted import`, into its own store."
_Word = TypeVar("_Word", bound=StrEnum)


def read_provenance(table: Table, *, today: date, entrusted: bool = False) -> Provenance:
    """Read ``[provenance]``, of our own data or of a client's; what is missing is noted in the table's problems."""
    giver = _word(table, "giver", Giver, why="who gave the file?")
    others = giver is not Giver.OURSELVES
    provenance = Provenance(
        giver=giver,
        name=table.text("name", why="the giver's name (Art. 30 (1) i)."),
        address=table.text("address", why="the giver's address (Art. 30 (1) i)." if others else ""),
        representative=table.text(
            "representative",
            why="the name of the legal person's representative (Art. 30 (1) i)." if giver is Giver.ORGANISATION else "",
        ),
        acquired=table.text("acquired", why="how the giver had acquired the data (Art. 30 (1) ii)."),
        received_on=table.day("received_on", why="the day on which the file was received."),
        basis=_word(table, "basis", Basis, why="why could it be given?"),
        consent=table.text(
            "consent", why="what the persons were told and what they agreed to, or why no consent was needed."
        ),
        contract=table.text("contract", why="the contract with the giver, or why there is none." if others else ""),
        confirmed_by=table.text("confirmed_by", why="who confirmed all this."),
        confirmed_how=table.text("confirmed_how", why="how it was confirmed, such as by a letter of the giver."),
    )
    table.end()
    if provenance.received_on > today:
        table.wrong("received_on", "lies in the future.")
    if (provenance.basis is Basis.ENTRUSTED) is not entrusted:
        table.wrong("basis", _CLIENTS if entrusted else _OURS)
    elif (provenance.basis is Basis.OWN) is others:
        table.wrong("basis", 'is "own" if, and only if, the giver is "ourselves".')
    return provenance


def _word(table: Table, key: str, words: type[_Word], *, why: str) -> _Word:
    found = table.text(key, why=why)
    known = list(words)
    if found and found not in known:
        reason = REFUSED_BASES.get(found)
        table.wrong(key, f"{found} is refused: {reason}" if reason else f"must be one of {', '.join(known)}.")
    return words(found) if found in known else known[-1]
