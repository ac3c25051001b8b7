"""Papers that are put on record: contracts and certificates, named by their digest."""

from datetime import datetime

from azukari.base.errors import MalformedError
from azukari.base.sql import Database
from azukari.sharing.manifest import digest_of
from azukari.sharing.store.rows import QUERIES

LARGEST = 10 * 1024 * 1024
MEDIA_TYPES = frozenset({"application/pdf", "image/png", "image/jpeg", "text/plain"})
_LONGEST_NAME = 120


def put_document(database: Database, name: str, media_type: str, data: bytes, *, now: datetime) -> str:
    """Put a paper on record, and give its digest; the same one twice is one.

    Raises:
        MalformedError: if it is empty, too large, or of a kind that is not taken.
    """
    if media_type not in MEDIA_TYPES or not 0 < len(data) <= LARGEST:
        raise MalformedError(
            "A paper is a PDF, a PNG or JPEG picture or plain text of 10 MB at most.", ground="document"
        )
    digest = digest_of(data)
    values = {
        "digest": digest,
        "name": name.strip()[:_LONGEST_NAME] or "paper",
        "media_type": media_type,
        "data": data,
        "now": now,
    }
    with database.transaction() as cursor:
        cursor.execute(QUERIES["insert_document"], values)
    return digest
