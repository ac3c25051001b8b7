"""Persons who come in by a mailed code."""

import uuid
from typing import Any

from azukari.keeper.desk import Desk
from azukari.vault.keeper_frames import Credential, CredentialKind, FrameReader, Request, decode_answer
from tests.keeper.house import TOKEN

WORKER = Credential(CredentialKind.TOKEN, TOKEN)


def ask(desk: Desk, verb: str, credential: Credential | None = None, /, **arguments: Any) -> Any:
    reader = FrameReader()
    reader.feed(desk.answer(Request(verb, credential, arguments)))
    return decode_answer(reader.next() or b"")


def code_for(desk: Desk, said: str) -> tuple[str, str]:
    """Say a number or an address, read the letter, and give the entrance and the code."""
    entrance = str(uuid.UUID(ask(desk, "enter", said=said, language="ja")))
    return entrance, ask(desk, "code_letter", WORKER, entrance=entrance)["code"]


def come_in(desk: Desk, said: str) -> Credential:
    entrance, code = code_for(desk, said)
    return Credential(CredentialKind.VISIT, ask(desk, "come_in", entrance=entrance, code=code))
