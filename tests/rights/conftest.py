from tests.vault.conftest import world

__all__ = ["world"]
