"""The table ``[ledger]`` of ``azukari.toml``: who watches over the ledger, and where its heads are kept besides."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from azukari.base.errors import MalformedError

_VKEY = re.compile(r"[^\s+]+\+[0-9a-f]{8}\+B[A-Za-z0-9+/]{43}=?")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+")
_MOST_HOURS = 7 * 24
_WITNESS_KEYS = {"url", "key", "authority"}


@dataclass(frozen=True, slots=True)
class WitnessSettings:
    """A witness: where it is reached, its public key, and a certificate authority (PEM) of its own, if it has one."""

    url: str
    key: str
    authority: str = ""

    @property
    def name(self) -> str:
        """Tell the name under which it cosigns."""
        return self.key.partition("+")[0]


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    """Who watches over the ledger.

    ``quorum`` of the ``witnesses`` must have cosigned what is published. Every ``heads_every_hours`` the published checkpoint is
    mailed to ``mail_heads_to`` and put into ``heads_folder``.
    """

    witnesses: tuple[WitnessSettings, ...] = ()
    quorum: int = 0
    mail_heads_to: tuple[str, ...] = ()
    heads_folder: str = ""
    heads_every_hours: int = 24

    @property
    def witnesses_text(self) -> str:
        """Write the witnesses for the environment of a process; empty if there are none."""
        return json.dumps([asdict(one) for one in self.witnesses]) if self.witnesses else ""


def ledger_settings(table: object) -> LedgerSettings:
    """Take the table as it was read.

    Raises:
        MalformedError: with the key that is wrong and how to mend it.
    """
    if not isinstance(table, Mapping):
        raise MalformedError("[ledger] must be a table.")
    known = {"witnesses": list, "quorum": int, "mail_heads_to": list, "heads_folder": str, "heads_every_hours": int}
    for key, value in table.items():
        if key not in known:
            raise MalformedError(f"[ledger]: there is no setting {key!r}. Known are: {', '.join(known)}.")
        if type(value) is not known[key]:
            raise MalformedError(f"[ledger]: {key} must be of type {known[key].__name__}.")
    settings = LedgerSettings(
        witnesses=tuple(_witness(one) for one in table.get("witnesses", [])),
        quorum=table.get("quorum", 0),
        mail_heads_to=tuple(_address(one) for one in table.get("mail_heads_to", [])),
        heads_folder=table.get("heads_folder", ""),
        heads_every_hours=table.get("heads_every_hours", 24),
    )
    _check(settings)
    return settings


def read_witnesses(text: str, quorum: str) -> LedgerSettings:
    """Read the witnesses and the quorum out of the environment of a process.

    Raises:
        MalformedError: if they are not what `witnesses_text` writes.
    """
    try:
        return ledger_settings({"witnesses": json.loads(text or "[]"), "quorum": int(quorum)})
    except ValueError:
        raise MalformedError("AZUKARI_WITNESSES or AZUKARI_QUORUM cannot be read.") from None


def ledger_table(settings: LedgerSettings) -> str:
    """Write the table as TOML; empty if all of it is as it would be anyway."""
    if settings == LedgerSettings():
        return ""
    witnesses = ", ".join(
        "{ " + ", ".join(f"{key} = {json.dumps(value)}" for key, value in asdict(one).items() if value) + " }"
        for one in settings.witnesses
    )
    lines = (
        "[ledger]",
        f"witnesses = [{witnesses}]",
        f"quorum = {settings.quorum}",
        f"mail_heads_to = {json.dumps(settings.mail_heads_to)}",
        f"heads_folder = {json.dumps(settings.heads_folder)}",
        f"heads_every_hours = {settings.heads_every_hours}",
    )
    return "\n" + "\n".join(lines) + "\n"


def _witness(value: Any) -> WitnessSettings:
    if (
        not isinstance(value, Mapping)
        or not {"url", "key"} <= value.keys() <= _WITNESS_KEYS
        or not all(isinstance(one, str) for one in value.values())
    ):
        raise MalformedError('[ledger]: a witness is written { url = "https://…", key = "name+id+…" }.')
    witness = WitnessSettings(**value)
    if not _VKEY.fullmatch(witness.key):
        raise MalformedError("[ledger]: key must be the vkey of a witness, as `azukari ledger witness key` shows it.")
    if urlsplit(witness.url).scheme not in ("https", "http"):
        raise MalformedError("[ledger]: url must be the address of a witness, such as https://witness.example.")
    return witness


def _address(value: Any) -> str:
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value):
        raise MalformedError("[ledger]: mail_heads_to must be a list of mail addresses.")
    return value


def _check(settings: LedgerSettings) -> None:
    if len({one.name for one in settings.witnesses}) != len(settings.witnesses):
        raise MalformedError("[ledger]: two witnesses have the same name.")
    if not 0 <= settings.quorum <= len(settings.witnesses):
        raise MalformedError("[ledger]: quorum must lie between 0 and the number of witnesses.")
    if not 1 <= settings.heads_every_hours <= _MOST_HOURS:
        raise MalformedError(f"[ledger]: heads_every_hours must lie between 1 and {_MOST_HOURS}.")
