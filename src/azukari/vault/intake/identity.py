"""What an import, its file and its records are called: derived under the index key, so that nobody can guess from them.

A plain digest of a small file would let anybody who reads the ledger test guesses about what it held. Under the key it says
nothing, and the same file, mapping and service still always have the same name: that is what makes an import resumable.
"""

import hmac
import uuid

from azukari.base.canonical import canonical_bytes

_IMPORT_LABEL = b"azukari/import/v1"
_RECORD_LABEL = b"azukari/import/record/v1"
_DIGEST_LABEL = b"azukari/import/digest/v1"


def keyed_digest(key: bytes, what: str, data: bytes) -> str:
    """Name bytes by a keyed hash, in lower-case hexadecimal; ``what`` tells files and provenances apart."""
    return hmac.digest(key, _DIGEST_LABEL + canonical_bytes(what) + data, "sha256").hex()


def import_id(key: bytes, *, file_digest: str, mapping_digest: str, service: str) -> uuid.UUID:
    """Name an import by its file's content, its mapping and its service."""
    wanted = canonical_bytes({"file": file_digest, "mapping": mapping_digest, "service": service})
    return _uuid(hmac.digest(key, _IMPORT_LABEL + wanted, "sha256"))


def record_id(key: bytes, importing: uuid.UUID, line: int) -> uuid.UUID:
    """Name the record of one line, the same each time."""
    return _uuid(hmac.digest(key, _RECORD_LABEL + importing.bytes + line.to_bytes(8, "big"), "sha256"))


def connection_of(importing: uuid.UUID) -> str:
    """Write what stands in a record's header in the place of a connection: by which import it came."""
    return f"import:{importing}"


def _uuid(digest: bytes) -> uuid.UUID:
    # Of the form of random identifiers, as all others here: they carry neither time nor order.
    return uuid.UUID(bytes=digest[:16], version=4)
