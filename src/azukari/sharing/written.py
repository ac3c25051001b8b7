"""What is written to the keeper about recipients, and read by it: contracts, assessments, dossiers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from azukari.base.canonical import Value
from azukari.base.errors import MalformedError
from azukari.sharing.dossier import Checked, Code, Dossier, Instrument, Told
from azukari.sharing.engagement import Scope
from azukari.sharing.services.engaging import ContractPaper, Marks
from azukari.sharing.services.proposing import Receiver


class WrittenError(MalformedError):
    """This is not written as the keeper reads it."""


def contract_value(paper: ContractPaper) -> Value:
    """Write a contract that is filed."""
    return {
        "document": paper.document,
        "from": paper.from_on.isoformat(),
        "to": paper.to_on.isoformat(),
        "pages": dict(paper.pages),
        "services": list(paper.scope.services),
        "items": list(paper.scope.items),
        "purposes": list(paper.scope.purposes),
    }


def read_contract(value: Any) -> ContractPaper:
    """Read what `contract_value` writes.

    Raises:
        WrittenError: if it is anything else.
    """
    try:
        return ContractPaper(
            document=str(value["document"]),
            from_on=date.fromisoformat(value["from"]),
            to_on=date.fromisoformat(value["to"]),
            pages=_numbers(value["pages"]),
            scope=Scope(_texts(value["services"]), _texts(value["items"]), _texts(value["purposes"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise WrittenError(ground="written") from None


def marks_value(marks: Marks) -> Value:
    """Write an assessment."""
    return {
        "made_on": marks.made_on.isoformat(),
        "scores": dict(marks.scores),
        "threshold": marks.threshold,
        "next_on": marks.next_on.isoformat(),
    }


def read_marks(value: Any) -> Marks:
    """Read what `marks_value` writes.

    Raises:
        WrittenError: if it is anything else.
    """
    try:
        return Marks(
            made_on=date.fromisoformat(value["made_on"]),
            scores=_numbers(value["scores"]),
            threshold=int(value["threshold"]),
            next_on=date.fromisoformat(value["next_on"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise WrittenError(ground="written") from None


def provision_value(dossier: Dossier, receiver: Receiver, items: Sequence[str]) -> Value:
    """Write a provision under an exception of the law."""
    return {
        "code": dossier.code.value,
        "authority": dossier.authority,
        "address": dossier.address,
        "representative": dossier.representative,
        "instrument": dossier.instrument.value,
        "checked": dossier.checked.value,
        "necessity": dossier.necessity,
        "told": dossier.told.value,
        "told_why": dossier.told_why,
        "records": [str(one) for one in dossier.records],
        "contact": receiver.contact,
        "age_key": receiver.age_key,
        "language": receiver.language,
        "items": list(items),
    }


def read_provision(value: Any) -> tuple[Dossier, Receiver, tuple[str, ...]]:
    """Read what `provision_value` writes.

    Raises:
        WrittenError: if it is anything else.
    """
    try:
        dossier = Dossier(
            code=Code(value["code"]),
            authority=str(value["authority"]),
            address=str(value["address"]),
            representative=str(value["representative"]),
            instrument=Instrument(value["instrument"]),
            checked=Checked(value["checked"]),
            necessity=str(value["necessity"]),
            told=Told(value["told"]),
            told_why=str(value["told_why"]),
            records=_texts(value["records"]),
        )
        receiver = Receiver(str(value["contact"]), str(value["age_key"]), "en" if value["language"] == "en" else "ja")
        return dossier, receiver, _texts(value["items"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise WrittenError(ground="written") from None


def _numbers(value: Mapping[str, Any]) -> dict[str, int]:
    return {str(name): int(number) for name, number in value.items()}


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(map(str, value))
