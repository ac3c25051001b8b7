"""What many records have in common: the terms under which they were collected, stored once and named by their digest."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from functools import cached_property

from azukari.base.canonical import canonical_bytes
from azukari.vault.errors import PartTamperedError

_quoted = json.encoder.encode_basestring


@dataclass(frozen=True)
class Terms:
    """The service, statement version and notice, how it arrived, the purposes that got a grant, and the compartments made.

    The id is the beginning of a digest of all of it, so that the same terms are stored once, whoever stores them first, and
    nobody can change them without being noticed.
    """

    service: str
    statement_hash: str
    notice_hash: str
    language: str
    connection: str
    granted: tuple[str, ...]
    compartments: tuple[str, ...]

    @cached_property
    def terms_id(self) -> uuid.UUID:
        """Give the first sixteen bytes of the SHA-256 of the terms' canonical bytes, as an id."""
        content = canonical_bytes(
            {
                "compartments": list(self.compartments),
                "connection": self.connection,
                "granted": list(self.granted),
                "language": self.language,
                "notice": self.notice_hash,
                "service": self.service,
                "statement": self.statement_hash,
                "type": "terms",
                "v": 1,
            }
        )
        return uuid.UUID(bytes=hashlib.sha256(content).digest()[:16])

    @cached_property
    def header_parts(self) -> tuple[str, str]:
        """Write what stands in each header before its number, from ``connection`` on, and after its record, to the end."""
        return (
            (
                f'"connection":{_quoted(self.connection)},"granted":[{",".join(map(_quoted, self.granted))}],'
                f'"language":{_quoted(self.language)},"notice":{_quoted(self.notice_hash)}'
            ),
            f'"service":{_quoted(self.service)},"statement":{_quoted(self.statement_hash)},"type":"record","v":1}}',
        )

    @cached_property
    def quoted_compartments(self) -> tuple[str, ...]:
        """Write the compartments as a header has them."""
        return tuple(map(_quoted, self.compartments))


def check_terms(terms: Terms, terms_id: uuid.UUID) -> Terms:
    """Give terms that were read, if they are those of the id.

    Raises:
        PartTamperedError: if they were changed (part ``record``).
    """
    if terms.terms_id != terms_id:
        raise PartTamperedError("record", "The terms under which the record was collected are not what was written.")
    return terms
