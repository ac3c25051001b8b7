"""What makes each copy its own: a reference in every row, and a control row that leads back to us.

A reference is a keyed hash of the record and the hand-over: it tells the recipient's rows apart without any id of ours, is another
one in each hand-over, so that two recipients cannot join their lists by it, and leads from a row that is found somewhere to the
hand-over that it left in. The control row is an address of the organisation itself under a name that stands in no other copy:
whoever uses the list for something else writes to it. It survives where somebody takes the references out.
"""

import base64
import hashlib
import hmac
import re
import uuid
from collections.abc import Sequence

from azukari.statement.document import Statement
from azukari.statement.service import Item, ItemKind
from azukari.statement.text import Language

_REF_BYTES = 10
_REF = re.compile(r"[A-Z2-7]{16}")
CODE_LENGTH = 6  # how much of its reference stands in a control row's name
_CODE = re.compile(rf"[A-Z2-7]{{{CODE_LENGTH}}}")


def mark_key(key: bytes, handover_id: uuid.UUID) -> bytes:
    """Derive the key of a hand-over's references from the index key (HMAC-SHA-256 as a pseudo-random function)."""
    return hmac.digest(key, b"azukari/sharing-mark/v1\0" + handover_id.bytes, hashlib.sha256)


def ref_of(mark: bytes, record_id: uuid.UUID) -> str:
    """Give the reference of a record in a hand-over: 80 bits in base 32."""
    return base64.b32encode(hmac.digest(mark, record_id.bytes, hashlib.sha256)[:_REF_BYTES]).decode()


def is_ref(text: str) -> bool:
    """Tell whether a text has the form of a reference."""
    return _REF.fullmatch(text) is not None


def is_code(text: str) -> bool:
    """Tell whether a text has the form of the code in a control row's name."""
    return _CODE.fullmatch(text) is not None


def control_ref(mark: bytes) -> str:
    """Give the reference of a hand-over's control row, which is no record's."""
    return ref_of(mark, uuid.UUID(int=0))


def control_row(
    statement: Statement, items: Sequence[Item], *, mark: bytes, language: Language
) -> tuple[str, dict[str, str]]:
    """Make the control row of a hand-over: its reference, and its values."""
    ref = control_ref(mark)
    code = ref[:CODE_LENGTH]
    return ref, {item.id: _control_value(statement, item, code, language) for item in items}


def _control_value(statement: Statement, item: Item, code: str, language: Language) -> str:
    contact = statement.contact()
    name = f"{'点検係' if language == 'ja' else 'Control desk'} {code}"
    mailbox, _, domain = contact.email.partition("@")
    address = statement.organisation.address.in_language(language)
    postal_code = re.search(r"[0-9]{3}-[0-9]{4}", address)
    return {
        ItemKind.NAME: name,
        ItemKind.ORGANISATION: name,
        ItemKind.KANA: "テンケンガカリ",
        ItemKind.EMAIL: f"{mailbox}+{code.lower()}@{domain}",
        ItemKind.PHONE: contact.telephone,
        ItemKind.ADDRESS: f"{re.sub(r'^〒[0-9-]+ *', '', address)} {code}",
        ItemKind.POSTAL_CODE: postal_code.group() if postal_code else "",
        ItemKind.CHOICE: item.choices[0].id if item.choices else "",
        ItemKind.CHOICES: item.choices[0].id if item.choices else "",
    }.get(item.kind, "")
