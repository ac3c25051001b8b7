from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.importing.office import Office
from tests.conftest import Server


@pytest.fixture
def office(postgres: Server, tmp_path: Path) -> Iterator[Office]:
    """Give an organisation with databases of its own."""
    made = Office.open(postgres, tmp_path)
    yield made
    made.close()
