"""From a submission to a sealed record with its grants and tokens, in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from azukari.statement.document import Statement
from azukari.statement.service import ItemKind, Service
from azukari.vault.bindings import GrantPlace, Place
from azukari.vault.consent import ConsentState
from azukari.vault.envelope import wrap_grant
from azukari.vault.index import BlindIndex, LookupKind
from azukari.vault.normalise import folded, lookup_kind
from azukari.vault.randomness import NoncePool, system_draw
from azukari.vault.record import Header, Lookup, SealedGrant, sealed_digest
from azukari.vault.retention import until_on
from azukari.vault.seal import KEY_SIZE, NONCE_SIZE, seal
from azukari.vault.services.layout import Form, Layout, layout_of
from azukari.vault.services.sealing import Lease, Sealer
from azukari.vault.services.submission import Submission
from azukari.vault.store.rows import NewRecord
from azukari.vault.terms import Terms


@dataclass(frozen=True, slots=True)
class Plan:
    """What of a submission is kept, in which compartments, and for which purposes."""

    submission: Submission
    service: Service
    parts: Mapping[str, Mapping[str, str]]  # compartment → item → value
    layout: Layout

    @property
    def purposes(self) -> Mapping[str, tuple[str, ...]]:
        """Give each purpose with its compartments."""
        return self.layout.purposes

    @property
    def terms(self) -> Terms:
        """Give the terms under which it is collected."""
        return self.layout.terms

    @property
    def consents(self) -> Mapping[str, ConsentState]:
        """Tell what was said to each permission."""
        return self.layout.consents

    @property
    def items(self) -> tuple[str, ...]:
        """List the items that are kept, in the order of the form."""
        return self.layout.items


def plan_record(submission: Submission, service: Service, values: Mapping[str, str], *, statement: Statement) -> Plan:
    """Divide values into compartments (`layout.layout_of`).

    Raises:
        MalformedError: if a permission was given that was not asked for, or nothing is left to keep.
    """
    sent = submission
    layout = layout_of(
        Form(
            sent.service,
            sent.statement_hash,
            sent.notice_hash,
            sent.language,
            sent.connection,
            frozenset(values),
            sent.permissions,
            statement,
        )
    )
    parts = {compartment: {item: values[item] for item in items} for compartment, items in layout.parts.items()}
    return Plan(submission, service, parts, layout)


def seal_record(plan: Plan, lease: Lease, *, sealer: Sealer, statement: Statement, now: datetime) -> NewRecord:
    """Seal what is planned."""
    submission = plan.submission
    place = Place(submission.record_id, lease.person_id, submission.statement_hash)
    drawn = system_draw(KEY_SIZE * len(plan.parts))
    keys = {
        compartment: drawn[start * KEY_SIZE : (start + 1) * KEY_SIZE] for start, compartment in enumerate(plan.parts)
    }
    sealed = tuple(
        seal(
            values,
            place=place,
            compartment=compartment,
            person_key=lease.person_key,
            data_key=keys[compartment],
            nonce=sealer.nonces(NONCE_SIZE),
        )
        for compartment, values in plan.parts.items()
    )
    header = _header(plan, place, sealed, now)
    digest = header.digest()
    grounds = _Grounds(place, digest.hex(), now)
    lookups = lookups_of(plan.service, plan.parts, sealer.index)
    return NewRecord(
        header=header,
        header_digest=digest,
        sealed=sealed,
        grants=_grants(plan, lease, grounds, keys=keys, nonces=sealer.nonces, statement=statement),
        lookups=lookups,
        consents=plan.consents,
    )


def _header(plan: Plan, place: Place, sealed: tuple[bytes, ...], now: datetime) -> Header:
    return Header(
        record_id=place.record,
        person_id=place.person,
        number=plan.submission.number,
        collected_at=now,
        terms=plan.terms,
        digests=tuple(sealed_digest(one) for one in sealed),
    )


@dataclass(frozen=True, slots=True)
class _Grounds:
    """What all grants of one record stand on."""

    place: Place
    header: str
    collected_at: datetime


def _grants(
    plan: Plan, lease: Lease, grounds: _Grounds, *, keys: Mapping[str, bytes], nonces: NoncePool, statement: Statement
) -> tuple[SealedGrant, ...]:
    grants = []
    for purpose, opens in plan.purposes.items():
        session = lease.sessions[purpose]
        wrapped = wrap_grant(
            {compartment: keys[compartment] for compartment in opens},
            session=session,
            grant=GrantPlace(grounds.place, purpose, session.session_id, grounds.header),
            nonce=nonces(NONCE_SIZE),
        )
        retention = statement.purpose(purpose).retention
        until = until_on(retention, collected_at=grounds.collected_at, closed_at=None)
        grants.append(SealedGrant(purpose, session.session_id, wrapped, until))
    return tuple(grants)


def lookups_of(service: Service, parts: Mapping[str, Mapping[str, str]], index: BlindIndex) -> tuple[Lookup, ...]:
    """Make the tokens of values by compartment; a name in two boxes is found by both together as well."""
    found: dict[Lookup, None] = {}
    for compartment, values in parts.items():
        wholes: dict[LookupKind, list[str]] = {}
        for item in service.items:
            kind = lookup_kind(item)
            if kind is None or item.id not in values:
                continue
            text = folded(kind, values[item.id])
            found[Lookup(index.token(kind, text), compartment)] = None
            if item.kind in {ItemKind.NAME, ItemKind.KANA}:
                wholes.setdefault(kind, []).append(text)
        for kind, texts in wholes.items():
            found[Lookup(index.token(kind, "".join(texts)), compartment)] = None
    return tuple(found)
