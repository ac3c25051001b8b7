"""The bundle: the files of one statement as canonical bytes, and the statement that they make.

``spec/statement-bundle.md`` is the specification.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from azukari.base.canonical import canonical_bytes, read_canonical, sha256_hex
from azukari.base.errors import MalformedError
from azukari.statement import rules
from azukari.statement.document import Statement
from azukari.statement.findings import Finding, Severity, StatementInvalidError
from azukari.statement.pairs import compare, promises
from azukari.statement.read_header import FILE as HEADER
from azukari.statement.read_header import Header, read_header
from azukari.statement.read_prose import Prose, read_prose
from azukari.statement.read_recipients import read_recipient
from azukari.statement.read_services import read_service
from azukari.statement.read_traffic import read_traffic
from azukari.statement.reading import Table, open_table
from azukari.statement.references import facts
from azukari.statement.service import Recipient, Service
from azukari.statement.text import Language
from azukari.statement.traffic import Traffic

Files = Mapping[str, bytes]

TRAFFIC = "traffic.toml"
PROSE: dict[Language, str] = {"ja": "ja.md", "en": "en.md"}
LARGEST = 4 * 1024 * 1024
_NAMED = re.compile(r"(services|recipients)/([a-z][a-z0-9_-]*)\.toml\Z")
_ALWAYS = (HEADER, *PROSE.values(), TRAFFIC)


@dataclass(frozen=True, slots=True)
class Draft:
    """What reading found: the statement as far as it could be read, where things stand, and what is wrong."""

    statement: Statement
    prose: Mapping[Language, Prose]
    tables: Mapping[str, Table]
    findings: tuple[Finding, ...]


def read_folder(path: Path) -> dict[str, bytes]:
    """Read the files of a folder by their relative names; hidden files and editors' backups are left out.

    Raises:
        MalformedError: if there is no such folder, it holds a symbolic link, or it is larger than 4 MiB.
    """
    if not path.is_dir():
        raise MalformedError(f"There is no folder {path.name!r}.")
    found: dict[str, bytes] = {}
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if any(part.startswith(".") or part.endswith("~") for part in name.split("/")) or file.is_dir():
            continue
        if file.is_symlink():
            raise MalformedError(f"{name} is a symbolic link; a statement is made of files.")
        found[name] = file.read_bytes()
    if sum(map(len, found.values())) > LARGEST:
        raise MalformedError("The files of a statement are larger than 4 MiB.")
    return found


def encode(files: Files) -> bytes:
    """Write files as one canonical JSON object, name to text; line ends become LF.

    Raises:
        MalformedError: if a file is not UTF-8.
    """
    try:
        return canonical_bytes({name: _text(content) for name, content in files.items()})
    except UnicodeDecodeError:
        raise MalformedError("A file of the statement is not UTF-8 text.") from None


def decode(data: bytes) -> dict[str, bytes]:
    """Read what `encode` writes.

    Raises:
        MalformedError: if the bytes are no canonical JSON object of texts, or a text has other line ends than LF.
    """
    value = read_canonical(data)
    if not isinstance(value, Mapping):
        raise MalformedError("A bundle is a JSON object of files.")
    files: dict[str, bytes] = {}
    for name, text in value.items():
        if not isinstance(text, str) or "\r" in text:
            raise MalformedError("Each file of a bundle is a text with LF at its line ends.")
        files[name] = text.encode()
    return files


def bundle_hash(files: Files) -> str:
    """Name a bundle by the SHA-256 of its canonical bytes, in lower-case hexadecimal."""
    return sha256_hex(encode(files))


def parse(files: Files) -> Statement:
    """Read files as a statement; whether it is a good one, `lint.check` tells.

    Raises:
        StatementInvalidError: if the files do not make a statement, with all findings of form.
    """
    draft = read(files)
    if any(finding.severity is Severity.ERROR for finding in draft.findings):
        raise StatementInvalidError(draft.findings)
    return draft.statement


def read(files: Files) -> Draft:
    """Read files as far as they can be read, noting everything that is wrong with their form."""
    findings: list[Finding] = []
    texts = _texts(files, findings)
    tables = {name: open_table(name, text, findings) for name, text in texts.items() if name.endswith(".toml")}
    for name in (HEADER, TRAFFIC):
        tables[name].absent = tables[name].absent or name not in files
    header = read_header(tables[HEADER])
    services = tuple(read_service(name, table, header.purposes) for name, table in _named(tables, "services"))
    recipients = tuple(read_recipient(name, table) for name, table in _named(tables, "recipients"))
    traffic = read_traffic(tables[TRAFFIC])
    prose = _prose(header, texts, [] if tables[HEADER].absent else findings)
    statement = _statement(header, services=services, recipients=recipients, traffic=traffic, prose=prose)
    return Draft(_hashed(statement, files), prose, tables, tuple(findings))


def _texts(files: Files, findings: list[Finding]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name in sorted(files):
        if name not in _ALWAYS and not _NAMED.match(name):
            findings.append(rules.UNKNOWN_FILE.at(name, 1, f"{name} is no file of a statement."))
            continue
        try:
            texts[name] = _text(files[name])
        except UnicodeDecodeError as error:
            line = files[name].count(b"\n", 0, error.start) + 1
            findings.append(rules.NOT_TEXT.at(name, line, f"The byte {files[name][error.start]:#04x} is not UTF-8."))
            texts[name] = ""
    findings.extend(rules.MISSING_FILE.at(name, 1, f"{name} is missing.") for name in _ALWAYS if name not in texts)
    if not any(name.startswith("services/") for name in texts):
        findings.append(rules.MISSING_FILE.at("services/", 1, "There is no service."))
    return dict.fromkeys(_ALWAYS, "") | texts


def _text(content: bytes) -> str:
    return content.decode().replace("\r\n", "\n").replace("\r", "\n")


def _named(tables: Mapping[str, Table], folder: str) -> list[tuple[str, Table]]:
    return [(found[2], tables[name]) for name in tables if (found := _NAMED.match(name)) and found[1] == folder]


def _prose(header: Header, texts: Mapping[str, str], findings: list[Finding]) -> dict[Language, Prose]:
    prose = {
        language: read_prose(file, texts[file], language=language, facts=facts(header, language), findings=findings)
        for language, file in PROSE.items()
    }
    findings.extend(compare(prose["ja"], prose["en"]))
    return prose


def _statement(
    header: Header,
    *,
    services: tuple[Service, ...],
    recipients: tuple[Recipient, ...],
    traffic: Traffic,
    prose: Mapping[Language, Prose],
) -> Statement:
    return Statement(
        version=header.version,
        edition=header.edition,
        hash="",
        prevails=header.prevails,
        enacted_on=header.enacted_on,
        effective_on=header.effective_on,
        reason=header.reason,
        reason_kind=header.reason_kind,
        approved_by=header.approved_by,
        organisation=header.organisation,
        contacts=header.contacts,
        default_contact=header.default_contact,
        purposes=header.purposes,
        services=services,
        recipients=recipients,
        promises=promises(prose["ja"], prose["en"]),
        prose={language: part.blocks for language, part in prose.items()},
        title=header.title,
        approver_title=header.approver_title,
        approved_on=header.approved_on,
        traffic=traffic,
        waivers=header.waivers,
    )


def _hashed(statement: Statement, files: Files) -> Statement:
    try:
        return replace(statement, hash=bundle_hash(files))
    except MalformedError:
        return statement  # The encoding of a file is among the findings.
