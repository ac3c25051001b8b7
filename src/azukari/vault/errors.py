"""The vault's way to say that something stored is not what was written."""

from azukari.base.errors import TamperedError


class PartTamperedError(TamperedError):
    """A part of the store is not what was written.

    ``part`` names it; the ground is ``tampered:`` and that name, which stands in the ledger.
    """

    def __init__(self, part: str, message: str) -> None:
        """Name the part and say in one sentence what is wrong with it."""
        super().__init__(message, ground=f"tampered:{part}")
        self.part = part

    def __reduce__(self) -> tuple[type["PartTamperedError"], tuple[str, str]]:
        """Let it pass from a process that seals to the one that stores."""
        return type(self), (self.part, self.message)
