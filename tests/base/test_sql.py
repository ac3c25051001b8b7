import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from azukari.base.sql import Queries

_TWO = """\
-- What these queries are for.

-- name: count_things
-- Tell how many things there are.
SELECT count(*) FROM thing
WHERE kind = %(kind)s;

-- name: drop_thing
-- Drop one.
DELETE FROM thing WHERE id = %(id)s;
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    def make(text: str) -> str:
        name = f"room_{secrets.token_hex(4)}"
        (tmp_path / name / "sql").mkdir(parents=True)
        (tmp_path / name / "__init__.py").touch()
        (tmp_path / name / "sql" / "queries.sql").write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        return name

    return make


def test_statements_are_found_by_name(package: Callable[[str], str]) -> None:
    queries = Queries(package(_TWO))
    assert list(queries) == ["count_things", "drop_thing"]
    assert len(queries) == 2
    assert queries["count_things"].endswith("WHERE kind = %(kind)s;")
    assert "drop_thing" not in queries["count_things"]


def test_an_unknown_name_is_an_error(package: Callable[[str], str]) -> None:
    with pytest.raises(KeyError):
        Queries(package(_TWO))["other"]


def test_two_queries_of_one_name_are_an_error(package: Callable[[str], str]) -> None:
    with pytest.raises(ValueError, match="count_things"):
        Queries(package(_TWO + "\n-- name: count_things\n-- Again.\nSELECT 1;"))
