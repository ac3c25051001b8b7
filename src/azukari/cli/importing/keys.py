"""What an import signs in and seals with."""

import uuid
from dataclasses import dataclass, field
from pathlib import Path

from azukari.base.errors import UnavailableError
from azukari.cli.installation import Installation


@dataclass(frozen=True, slots=True)
class Keys:
    """What the import signs in and seals with: the role `azukari_import` and the folder ``keys/import``, and no more."""

    main_url: str = field(repr=False)
    person_keys_url: str = field(repr=False)
    folder: Path
    engagement: uuid.UUID | None = None  # of a client whose data it is; none: our own

    def index_key(self) -> bytes:
        """Read the key under which imports and records are named.

        Raises:
            UnavailableError: if it is missing.
        """
        try:
            return (self.folder / "index.key").read_bytes()
        except OSError:
            raise UnavailableError(
                "The keys of imports are missing: keys/import; `azukari serve` makes them."
            ) from None


def keys_of(installation: Installation) -> Keys:
    """Find what the import signs in and seals with."""
    environment = installation.environment("import")
    return Keys(
        environment["AZUKARI_DATABASE_URL"],
        environment["AZUKARI_PERSON_KEYS_URL"],
        Path(environment["AZUKARI_KEYS"]),
    )
