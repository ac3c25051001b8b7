"""Terms: stored once, and read once."""

import uuid
from collections.abc import Iterable
from typing import Final

from azukari.base.sql import Database
from azukari.vault.errors import PartTamperedError
from azukari.vault.store.rows import QUERIES
from azukari.vault.terms import Terms, check_terms

_MOST: Final = 4096


def insert_terms(database: Database, terms: Terms) -> None:
    """Store terms, durably, unless they are there."""
    database.run(
        QUERIES["insert_terms"],
        {
            "terms_id": terms.terms_id,
            "service": terms.service,
            "statement_hash": terms.statement_hash,
            "notice_hash": terms.notice_hash,
            "language": terms.language,
            "connection": terms.connection,
            "granted": list(terms.granted),
            "compartments": list(terms.compartments),
        },
    )


def select_terms(database: Database, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Terms]:
    """Read terms by their ids, not yet checked."""
    rows = database.run(QUERIES["select_terms"], {"terms": list(ids)})
    return {row[0]: Terms(row[1], row[2], row[3], row[4], row[5], tuple(row[6]), tuple(row[7])) for row in rows}


def terms_of_service(database: Database, service: str, purpose: str) -> tuple[uuid.UUID, ...]:
    """List the terms of a service under which a purpose got a grant."""
    return tuple(row[0] for row in database.run(QUERIES["terms_of_service"], {"service": service, "purpose": purpose}))


class KnownTerms:
    """Gives the terms of an id; safe to share between threads, since what is put in by one is what any other would put in."""

    def __init__(self, database: Database) -> None:
        """Read from a database, and remember."""
        self._database = database
        self._known: dict[uuid.UUID, Terms] = {}

    def read(self, ids: Iterable[uuid.UUID]) -> None:
        """Read those of the terms that are not known yet."""
        missing = {one for one in ids if one not in self._known}
        if not missing:
            return
        if len(self._known) > _MOST:
            self._known = {}
        for terms_id, terms in select_terms(self._database, sorted(missing)).items():
            try:
                self._known[terms_id] = check_terms(terms, terms_id)
            except PartTamperedError:
                continue  # as good as missing: nothing was collected under such terms

    def __getitem__(self, terms_id: uuid.UUID) -> Terms:
        """Give terms.

        Raises:
            PartTamperedError: if there are none of this id, or they were changed (part ``record``).
        """
        known = self._known.get(terms_id)
        if known is None:
            self.read([terms_id])
            known = self._known.get(terms_id)
        if known is None:
            raise PartTamperedError(
                "record", "The terms under which the record was collected are missing, or not what was written."
            )
        return known
