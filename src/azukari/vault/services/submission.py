"""What a person sends, and what the vault asks of it before anything is sealed."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from azukari.base.errors import MalformedError
from azukari.base.ids import read_receipt_number
from azukari.statement.document import Statement
from azukari.statement.service import Service
from azukari.statement.text import LANGUAGES, Language
from azukari.vault.normalise import stored

_HASH = re.compile(r"[0-9a-f]{64}")
# How it came: what protected the connection, such as TLSv1.3; or by which import (docs/operator/import.md).
_CONNECTION = re.compile(r"[A-Za-z0-9 ._/-]{0,60}|import:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Submission:
    """What a person sends: values as `normalise.stored` gives them, and the optional purposes agreed to, each by itself."""

    record_id: uuid.UUID
    number: str
    service: str
    statement_hash: str
    notice_hash: str
    language: Language
    connection: str
    values: Mapping[str, str]
    permissions: frozenset[str]


def service_of(submission: Submission, *, statement: Statement) -> Service:
    """Find the service of a submission, whose other facts must be in order too.

    Raises:
        MalformedError: if there is no such service in this version, or a fact has another form.
    """
    if submission.statement_hash != statement.hash:
        raise MalformedError("This was filled in under another version of the statement.", ground="statement_other")
    if read_receipt_number(submission.number) != submission.number:
        raise MalformedError("A receipt number is stored in its one form, such as 7K3M-92QF-0TBX.", ground="number")
    if (
        submission.language not in LANGUAGES
        or not _HASH.fullmatch(submission.notice_hash)
        or not _CONNECTION.fullmatch(submission.connection)
    ):
        raise MalformedError("The language, the notice or the connection is not of the form that is stored.")
    try:
        return statement.service(submission.service)
    except KeyError:
        raise MalformedError("This version of the statement has no such service.", ground="service_unknown") from None


def checked_values(submission: Submission, service: Service) -> Mapping[str, str]:
    """Give the values that are kept: those that are not empty.

    Raises:
        MalformedError: if an item is unknown, a required one is missing, or a value is not in the form in which it is stored.
    """
    items = {item.id: item for item in service.items}
    if not set(submission.values) <= set(items):
        raise MalformedError("Something was sent that this service does not ask for.", ground="item_unknown")
    values = {}
    for item in service.items:
        value = submission.values.get(item.id, "")
        if stored(item, value) != value:
            raise MalformedError(f"The item {item.id} is not in the form in which it is stored.", ground="item_form")
        if value:
            values[item.id] = value
        elif item.required:
            raise MalformedError(f"The item {item.id} is required.", ground="item_missing")
    return values
