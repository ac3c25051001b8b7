"""What a sealing process holds: the index key, verified public keys, sessions, and person keys made ahead.

Nothing here can open what was collected earlier: a session key opens grants only together with a person key, and a person key is
forgotten as soon as it was used.
"""

import os
import threading
import uuid
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from azukari.base.errors import AzukariError, UnavailableError
from azukari.base.ids import new_id
from azukari.base.sql import Database
from azukari.vault.envelope import Session, new_session, wrap_person_key
from azukari.vault.index import BlindIndex
from azukari.vault.keys import PERSON_KEYS, PublicKey, verify_public
from azukari.vault.person_key import new_person_key
from azukari.vault.randomness import NoncePool, system_draw
from azukari.vault.seal import KEY_SIZE, NONCE_SIZE
from azukari.vault.store import sealing as store
from azukari.vault.store.terms import insert_terms
from azukari.vault.terms import Terms


class NotDurableError(AzukariError):
    """A sealing session was made inside a transaction of the caller, so it might not outlive what is sealed with it."""


SESSION_USES = 1 << 20  # random 96-bit nonces under one key: far below the 2^32 of NIST SP 800-38D §8.3
SESSION_AGE = timedelta(hours=24)
PERSON_KEY_BATCH = 64


@dataclass(frozen=True, slots=True)
class Lease:
    """What one record is sealed with: a person's key, used once, and a session for each purpose."""

    person_id: uuid.UUID
    person_key: bytes = field(repr=False)
    sessions: Mapping[str, Session]


@dataclass(slots=True)
class _Running:
    session: Session
    made_at: datetime
    uses: int = 0


@dataclass(frozen=True, slots=True)
class _MadeAhead:
    person_id: uuid.UUID
    key: bytes = field(repr=False)
    made_at: datetime


class Sealer:
    """Seals for one process; safe to share between threads, and starts afresh after a fork.

    Sessions and person keys are made durable in transactions of their own before they are first used, so `lease` must not be
    called inside a transaction of the caller.
    """

    def __init__(self, database: Database, person_keys: Database, *, index: BlindIndex, verifier: bytes) -> None:
        """Hold what `open` has read; ``verifier`` is the keyring's Ed25519 public key."""
        self.index = index
        self.nonces = NoncePool()
        self._database = database
        self._person_keys = person_keys
        self._verifier = verifier
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._running: dict[str, _Running] = {}
        self._made_ahead: deque[_MadeAhead] = deque()
        self._known_terms: set[uuid.UUID] = set()

    @classmethod
    def open(cls, database: Database, person_keys: Database, keys_folder: Path, *, now: datetime) -> "Sealer":
        """Read ``index.key`` and ``keyring.pub`` of the process's own folder, and verify the purposes' public keys.

        Raises:
            UnavailableError: if a file is missing, or no keys have been published.
            TamperedError: if a public key is not signed by the keyring.
        """
        try:
            index_key = (keys_folder / "index.key").read_bytes()
            verifier = (keys_folder / "keyring.pub").read_bytes()
        except OSError:
            raise UnavailableError(
                "The keys of this process are missing: index.key and keyring.pub.", ground="keys_missing"
            ) from None
        sealer = cls(database, person_keys, index=BlindIndex(index_key), verifier=verifier)
        sealer._make_ahead(now)
        return sealer

    def lease(self, purposes: Iterable[str], *, now: datetime) -> Lease:
        """Give a person key that nobody has used, and a session for each purpose; what is given is forgotten here.

        Raises:
            UnavailableError: if a purpose has no published key.
            TamperedError: if a published key is not signed by the keyring.
            NotDurableError: if the caller has a transaction open.
        """
        with self._lock:
            self._start_afresh_after_fork()
            sessions = {purpose: self._session(purpose, now) for purpose in purposes}
            while self._made_ahead and now - self._made_ahead[0].made_at > SESSION_AGE:
                self._made_ahead.popleft()
            if not self._made_ahead:
                self._make_ahead(now)
            person = self._made_ahead.popleft()
        return Lease(person.person_id, person.key, sessions)

    def sessions(self, purposes: Iterable[str], *, now: datetime) -> Mapping[str, Session]:
        """Give a session for each purpose, for what is sealed anew for a person who is known.

        Raises:
            UnavailableError, TamperedError, NotDurableError: as `lease` does.
        """
        with self._lock:
            self._start_afresh_after_fork()
            return {purpose: self._session(purpose, now) for purpose in purposes}

    def leases(self, number: int, purposes: Iterable[str], *, now: datetime) -> list[Lease]:
        """Give many leases at once; their person keys are made in one durable batch.

        Raises:
            UnavailableError, TamperedError, NotDurableError: as `lease` does.
        """
        with self._lock:
            self._start_afresh_after_fork()
            sessions = {purpose: self._session(purpose, now, uses=number) for purpose in purposes}
            persons = self._made(number, now)
        return [Lease(person.person_id, person.key, sessions) for person in persons]

    def know(self, terms: Terms) -> None:
        """Make terms durable before the first record that is collected under them.

        Raises:
            NotDurableError: if the caller has a transaction open.
        """
        if terms.terms_id in self._known_terms:
            return
        with self._lock:
            insert_terms(self._database, terms)
            _check_durable(self._database)
            self._known_terms.add(terms.terms_id)

    def _session(self, purpose: str, now: datetime, *, uses: int = 1) -> Session:
        running = self._running.get(purpose)
        if running is None or running.uses + uses > SESSION_USES or now - running.made_at > SESSION_AGE:
            running = self._new_session(purpose, now)
            self._running[purpose] = running
        running.uses += uses
        return running.session

    def _new_session(self, purpose: str, now: datetime) -> _Running:
        session, sealed = new_session(self._public_key(purpose), session_id=new_id(), key=system_draw(KEY_SIZE))
        with self._database.transaction() as cursor:
            store.insert_session(cursor, sealed, made_at=now)
        _check_durable(self._database)
        return _Running(session, now)

    def _make_ahead(self, now: datetime) -> None:
        self._made_ahead.extend(self._made(PERSON_KEY_BATCH, now))

    def _made(self, number: int, now: datetime) -> list[_MadeAhead]:
        session, sealed = new_session(self._public_key(PERSON_KEYS), session_id=new_id(), key=system_draw(KEY_SIZE))
        made = [_MadeAhead(new_id(), new_person_key(system_draw), now) for _ in range(number)]
        wrapped = [
            wrap_person_key(one.key, person=one.person_id, session=session, nonce=self.nonces(NONCE_SIZE))
            for one in made
        ]
        with self._person_keys.transaction() as cursor:
            store.insert_person_keys(
                cursor, sealed, dict(zip((one.person_id for one in made), wrapped, strict=True)), made_at=now
            )
        _check_durable(self._person_keys)
        return made

    def _public_key(self, purpose: str) -> PublicKey:
        with self._database.transaction() as cursor:
            newest = store.newest_public_key(cursor, purpose)
        if newest is None:
            raise UnavailableError(
                f"No key has been published for the purpose {purpose}, so nothing can be sealed for it.",
                ground="no_key",
            )
        return verify_public(newest, verifier=self._verifier)

    def _start_afresh_after_fork(self) -> None:
        if self._process != os.getpid():
            self._process = os.getpid()
            self._running.clear()
            self._made_ahead.clear()


def _check_durable(database: Database) -> None:
    # If this is still the transaction that wrote the row, the caller has one open around it, and may yet roll it back.
    with database.transaction() as cursor:
        if store.transaction_has_written(cursor):
            raise NotDurableError
