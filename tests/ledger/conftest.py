"""The ledger is tested with kinds of its own making."""

from tests.any_kind import any_kind

__all__ = ["any_kind"]
