"""What one run of `azukari import` works with: the databases, the statement, the mapping, the file, and the import's name."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from azukari.base.canonical import sha256_hex
from azukari.base.clock import Clock, japan_date, system_clock
from azukari.base.errors import MalformedError
from azukari.cli.importing.checking import Reading
from azukari.cli.importing.keys import Keys
from azukari.cli.importing.sealers import Here, Sealers, Sealing, opened_sealer
from azukari.cli.importing.source import Source, find_source
from azukari.cli.importing.storing import Storing
from azukari.host.database import PsycopgDatabase
from azukari.sharing.entrusted_register import statement_for
from azukari.statement import queries
from azukari.statement.document import Statement
from azukari.statement.notice import render
from azukari.statement.service import Service
from azukari.statement.text import LANGUAGES
from azukari.vault.intake.conversion import Converter
from azukari.vault.intake.identity import import_id, keyed_digest
from azukari.vault.intake.mapping import ColumnMapping
from azukari.vault.intake.read_mapping import read_mapping
from azukari.vault.services import importing
from azukari.vault.services.importing import Import, Standing


@dataclass(frozen=True, slots=True)
class Session:
    """One file on its way into one service."""

    keys: Keys
    database: PsycopgDatabase
    statement: Statement
    service: Service
    mapping: ColumnMapping
    source: Source
    wanted: Import
    standing: Standing | None

    def reading(self) -> Reading:
        """Give what rows are converted with."""
        converter = Converter(self.mapping, statement=self.statement, service=self.service)
        return Reading(self.source, self.mapping, converter)

    def begin(self, *, again: bool) -> Standing:
        """Begin the import, or go on with it.

        Raises:
            ImportedBeforeError: if the file was taken in before, unless ``again``.
        """
        notices = () if self.keys.engagement else [notice.encode() for notice in self._notices().values()]
        return importing.begin(self.database, self.wanted, notices=notices, again=again, now=system_clock())

    @contextmanager
    def storing(self, *, processes: int, clock: Clock = system_clock) -> Iterator[Storing]:
        """Give what records are stored with; sealing has connections of its own, so that its keys are durable first."""
        if self.keys.engagement:  # nobody was shown a notice of ours: what binds such a record is the contract
            hashes = dict.fromkeys(map(str, LANGUAGES), self.statement.hash)
        else:
            hashes = {language: sha256_hex(notice.encode()) for language, notice in self._notices().items()}
        with self._sealing(processes, clock) as sealing:
            yield Storing(
                self.database, sealing, self.statement.hash, self.wanted, hashes, self.keys.index_key(), clock
            )

    @contextmanager
    def _sealing(self, processes: int, clock: Clock) -> Iterator[Sealing]:
        if processes > 1:
            with closing(Sealers(self.keys, self.statement, processes=processes)) as sealers:
                yield sealers
        else:
            with opened_sealer(self.keys, now=clock()) as sealer:
                yield Here(sealer, self.statement)

    def _notices(self) -> dict[str, str]:
        return {language: render(self.statement, self.service, language) for language in LANGUAGES}


@contextmanager
def prepared(keys: Keys, file: Path, mapping_file: Path, *, service: str, by: str) -> Iterator[Session]:
    """Give a session for a file, with its connection until the end of the block.

    Raises:
        AzukariError: if anything that is needed is missing or not in order.
    """
    with closing(PsycopgDatabase(keys.main_url)) as database:
        yield _prepare(_Wish(keys, database, file, mapping_file), service=service, by=by)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a session is made from."""

    keys: Keys
    database: PsycopgDatabase
    file: Path
    mapping: Path


def _prepare(wish: _Wish, *, service: str, by: str) -> Session:
    """Read mapping and file, and find out whether this import was begun before: then it goes on under its statement."""
    keys, database = wish.keys, wish.database
    key = keys.index_key()
    statement = _statement(keys, database)
    text = _text(wish.mapping)
    mapping = _mapping(text, statement, service, keys)
    source = find_source(wish.file, mapping.source)
    name = import_id(key, file_digest=source.digest, mapping_digest=mapping.digest, service=service)
    standing = importing.standing(database, name)
    if standing is not None and standing.statement_hash != statement.hash:
        statement = _statement(keys, database, standing.statement_hash)
        mapping = _mapping(text, statement, service, keys)
    provenance = mapping.provenance.canonical()
    wanted = Import(
        import_id=name,
        service=service,
        statement_hash=statement.hash,
        file_digest=keyed_digest(key, "file", source.digest.encode()),
        mapping_digest=keyed_digest(key, "mapping", mapping.digest.encode()),
        provenance=provenance,
        provenance_digest=keyed_digest(key, "provenance", provenance),
        begun_by=by,
    )
    return Session(keys, database, statement, find_service(statement, service), mapping, source, wanted, standing)


def _statement(keys: Keys, database: PsycopgDatabase, of_hash: str | None = None) -> Statement:
    """Give the statement in force, or of a hash; of a client's data, its contract as one."""
    if keys.engagement is not None:
        return statement_for(database, keys.engagement, of_hash)
    found = queries.in_force(database, system_clock()) if of_hash is None else queries.version(database, of_hash)
    return found.statement


def find_service(statement: Statement, service: str) -> Service:
    """Find a service of a statement.

    Raises:
        MalformedError: if there is none of that name.
    """
    try:
        return statement.service(service)
    except KeyError:
        known = ", ".join(one.id for one in statement.services)
        raise MalformedError(f"There is no service {service}; the statement has {known}.") from None


def _mapping(text: str, statement: Statement, service: str, keys: Keys) -> ColumnMapping:
    return read_mapping(
        text,
        statement=statement,
        service=find_service(statement, service),
        today=japan_date(system_clock()),
        entrusted=keys.engagement is not None,
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise MalformedError(f"The mapping {path} cannot be read as UTF-8.") from None
