import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.statement.service import ItemKind
from azukari.vault.prefectures import OUTSIDE, PREFECTURES
from azukari.vault.typed import ADDRESS_PARTS, address_line, joined
from tests.vault.world import item

ADDRESS = item("address", ItemKind.ADDRESS, ("p",))
CHOICES = item("tastes", ItemKind.CHOICES, ("p",))
NAME = item("name", ItemKind.NAME, ("p",))

LINES = [
    (("東京都", "千代田区", "千代田1-1", ""), "東京都千代田区千代田1-1"),
    (("東京都", "千代田区", "千代田1-1", "皇居 3F"), "東京都千代田区千代田1-1 皇居 3F"),
    (("東京都", "Chiyoda-ku", "Chiyoda 1-1", ""), "東京都 Chiyoda-ku Chiyoda 1-1"),
    ((OUTSIDE, "London", "10 Downing Street", "Flat 2"), "Flat 2, 10 Downing Street, London"),
    ((OUTSIDE, "London", "", ""), "London"),
    (("", "", "", ""), ""),
]


@pytest.mark.parametrize(("parts", "line"), LINES)
def test_an_address_is_one_line(parts: tuple[str, ...], line: str) -> None:
    assert address_line(parts) == line
    assert joined(ADDRESS, [f" {part} " for part in parts]) == line


def test_the_other_kinds_have_one_box() -> None:
    assert joined(CHOICES, [["tea", "rice"]]) == "tea,rice"
    assert joined(NAME, [" 山田　花子 "]) == " 山田　花子 "
    assert joined(NAME, [None]) == joined(NAME, []) == ""


@given(st.sampled_from(sorted(PREFECTURES)), st.lists(st.text(alphabet="町1-a", max_size=9), min_size=3, max_size=3))
def test_no_part_of_an_address_is_lost(prefecture: str, rest: list[str]) -> None:
    line = address_line([prefecture, *rest])
    assert line.replace(" ", "") == "".join((prefecture, *rest))
    assert len(ADDRESS_PARTS) == 4
