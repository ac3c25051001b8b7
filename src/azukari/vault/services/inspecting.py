"""Looking at one record: is each part what was written, and is everything there that the ledger says there should be?"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from azukari.base.errors import AzukariError, NotFoundError
from azukari.statement.service import Service
from azukari.vault.envelope import Session
from azukari.vault.errors import PartTamperedError
from azukari.vault.person_key import commit_record, ledger_salt
from azukari.vault.record import Lookup, SealedGrant, StoredRecord, sealed_digest
from azukari.vault.retention import until_on
from azukari.vault.seal import open_sealed
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.chronicle import Chronicle
from azukari.vault.services.sealed_record import lookups_of
from azukari.vault.services.unsealing import grant_keys
from azukari.vault.store.rows import due_on


@dataclass(frozen=True, slots=True)
class Damage:
    """One part that is not what was written: which part, of which record if of one, which name, and what is wrong with it.

    ``part`` is ``record``, ``compartment``, ``grant``, ``session``, ``person_key``, ``purpose_key``, ``lookup`` or ``ledger``.
    """

    part: str
    record_id: uuid.UUID | None
    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One record with all that belongs to it."""

    record: StoredRecord
    directory: tuple[str, uuid.UUID] | None
    person_key: bytes | None


@dataclass(frozen=True, slots=True)
class Inspector:
    """Looks at records with what was read before: the history, and the sessions that could be opened."""

    chamber: Chamber
    chronicle: Chronicle
    sessions: Mapping[uuid.UUID, Session]

    def damages(self, exhibit: Exhibit) -> Iterator[Damage]:
        """Name each damaged part of a record."""
        record = exhibit.record
        yield from self._standing(exhibit)
        if exhibit.person_key is None:
            yield _damage(record, "person_key", str(record.header.person_id), "The person's key is missing or damaged.")
        elif (broken := self._commitment(record, exhibit.person_key)) is not None:
            yield broken
            return
        service = self._service(record)
        if service is None:
            yield _damage(record, "record", record.header.number, "The statement that binds the record is not known.")
        yield from self._parts(exhibit)
        keys: dict[str, bytes] = {}
        for grant in exhibit.record.grants:
            yield from self._grant(exhibit, grant, keys)
        yield from self._missing_grants(exhibit)
        if record.due_on != due_on(record.grants):
            yield _damage(
                record, "grant", record.header.number, "The record would not be looked at when its time runs out."
            )
        if exhibit.person_key is not None:
            yield from self._content(exhibit, keys, service)

    def _standing(self, exhibit: Exhibit) -> Iterator[Damage]:
        record, header = exhibit.record, exhibit.record.header
        if exhibit.directory != (header.number, header.person_id):
            yield _damage(record, "record", header.number, "The directory does not lead to the record.")
        if str(header.record_id) in self.chronicle.gone:
            yield _damage(record, "record", header.number, "The ledger says that this record is gone, but it is there.")
        if (str(header.record_id) in self.chronicle.closed) != (record.closed_at is not None):
            yield _damage(record, "record", header.number, "The ledger and the record disagree on its being closed.")

    def _commitment(self, record: StoredRecord, person_key: bytes) -> Damage | None:
        entry = self.chronicle.collected.get(str(record.header.record_id))
        if entry is None:
            return _damage(record, "record", record.header.number, "The ledger knows of no collection of this record.")
        committed = commit_record(ledger_salt(person_key), record.header.digest())
        if entry.entry_id != record.entry_id or entry.facts.get("commitment") != committed:
            return _damage(
                record, "record", record.header.number, "The record is not the one that the ledger says was collected."
            )
        return None

    def _service(self, record: StoredRecord) -> Service | None:
        try:
            return self.chamber.statements(record.header.statement_hash).service(record.header.service)
        except (NotFoundError, KeyError):
            return None

    def _parts(self, exhibit: Exhibit) -> Iterator[Damage]:
        record = exhibit.record
        try:
            parts = record.parts()
        except PartTamperedError as error:
            yield _damage(record, "record", record.header.number, error.message)
            return
        destroyed = self.chronicle.destroyed.get(str(record.header.record_id), set())
        for (compartment, sealed), digest in zip(parts.items(), record.header.digests, strict=True):
            if sealed is not None and compartment in destroyed:
                yield _damage(
                    record, "compartment", compartment, "The ledger says that it was destroyed, but it is there."
                )
            elif sealed is None and compartment not in destroyed:
                yield _damage(
                    record, "compartment", compartment, "The compartment is gone, although it was not destroyed."
                )
            elif sealed is not None and sealed_digest(sealed) != digest:
                yield _damage(record, "compartment", compartment, "The compartment is not what was written.")

    def _grant(self, exhibit: Exhibit, grant: SealedGrant, keys: dict[str, bytes]) -> Iterator[Damage]:
        record = exhibit.record
        if grant.purpose not in record.header.terms.granted:
            yield _damage(record, "grant", grant.purpose, "No such grant was ever given.")
            return
        if grant.session_id not in self.sessions:
            yield _damage(record, "session", str(grant.session_id), "The session of the grant is missing or damaged.")
            return
        try:
            keys |= grant_keys(self.sessions[grant.session_id], record, grant)
        except AzukariError as error:
            yield _damage(record, "grant", grant.purpose, error.message)
        if grant.purpose in self.chronicle.ended.get(str(record.header.record_id), set()):
            # On a hold the last day alone is set back, and the grant is still there until the hold is lifted.
            if grant.until_on is None:
                yield _damage(
                    record, "grant", grant.purpose, "The ledger says that this use has ended, but it is there."
                )
        elif not self._lasts_as_promised(record, grant):
            yield _damage(record, "grant", grant.purpose, "The grant lasts longer or shorter than was promised.")

    def _lasts_as_promised(self, record: StoredRecord, grant: SealedGrant) -> bool:
        try:
            retention = self.chamber.statements(record.header.statement_hash).purpose(grant.purpose).retention
        except (NotFoundError, KeyError):
            return True  # the missing statement is named as it is
        promised = until_on(retention, collected_at=record.header.collected_at, closed_at=record.closed_at)
        return grant.until_on == promised

    def _missing_grants(self, exhibit: Exhibit) -> Iterator[Damage]:
        record = exhibit.record
        there = {grant.purpose for grant in exhibit.record.grants}
        ended = self.chronicle.ended.get(str(record.header.record_id), set())
        for purpose in sorted(set(record.header.terms.granted) - there - ended):
            yield _damage(record, "grant", purpose, "The grant is gone, although the use was not stopped.")

    def _content(self, exhibit: Exhibit, keys: Mapping[str, bytes], service: Service | None) -> Iterator[Damage]:
        record, header = exhibit.record, exhibit.record.header
        expected: set[Lookup] = set()
        whole = service is not None and exhibit.person_key is not None
        for compartment, digest, sealed in zip(header.terms.compartments, header.digests, record.sealed, strict=False):
            if sealed is None or sealed_digest(sealed) != digest or compartment not in keys:
                whole = whole and sealed is None
                continue
            try:
                values = open_sealed(
                    sealed,
                    place=header.place,
                    compartment=compartment,
                    person_key=exhibit.person_key or b"",
                    data_key=keys[compartment],
                )
            except AzukariError as error:
                whole = False
                yield _damage(record, "compartment", compartment, error.message)
                continue
            if service is not None:
                expected.update(lookups_of(service, {compartment: values}, self.chamber.unlocked.index))
        if whole and expected != set(record.lookups):
            yield _damage(record, "lookup", header.number, "The index does not fit what the record holds.")


def _damage(record: StoredRecord, part: str, name: str, message: str) -> Damage:
    return Damage(part, record.header.record_id, name, message)
