"""The worked example runs against the product, and its own database holds nothing of its customers."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.house.source import ROOT
from tests.journeys.product import Product

pytestmark = pytest.mark.journey
NAME, EMAIL = "架空　かなりあ", "kanaria.shop@example.co.jp"
POSTAL_CODE, ADDRESS = "100-0001", "東京都千代田区千代田1-1 かなりあ荘"
NEW_CODE, NEW_ADDRESS = "530-0001", "大阪府大阪市北区梅田1-1 うぐいす荘"
PERSONAL = (
    NAME,
    NAME.split("　", maxsplit=1)[1],
    EMAIL,
    ADDRESS,
    NEW_ADDRESS,
    POSTAL_CODE,
    "1000001",
    NEW_CODE,
    "5300001",
)
Run: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """Tell where the shop keeps its orders."""
    return tmp_path / "shop.sqlite"


@pytest.fixture
def shop(product: Product, orders: Path) -> Run:
    """Run the shop as its README does."""

    def run(*words: str, typed: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        place = ["--home", str(product.home.path), "--api", product.api, "--orders", str(orders)]
        command = [sys.executable, str(ROOT / "examples" / "shop" / "shop.py"), *place, *words]
        lines = "".join(f"{line}\n" for line in typed)
        return subprocess.run(command, input=lines, capture_output=True, text=True, check=False, timeout=60)

    return run


def _order(shop: Run, *, letters: str = "n", email: tuple[str, ...] = (EMAIL,)) -> str:
    first, *again = email
    done = shop("order", typed=("paper, ink", NAME, POSTAL_CODE, ADDRESS, first, letters, *again))
    assert done.returncode == 0, done.stderr
    assert "This is order" in done.stdout
    return done.stdout.rpartition("order ")[2].strip(" .\n")


def test_an_order_from_the_form_to_the_end(shop: Run, orders: Path) -> None:
    number = _order(shop)
    assert shop("pack", number).stdout.splitlines() == ["paper,ink", POSTAL_CODE, ADDRESS, NAME]
    assert "Refused (no_grant)" in shop("letter", number).stdout
    assert shop("move", number, typed=(NEW_CODE, NEW_ADDRESS)).returncode == 0
    assert shop("pack", number).stdout.splitlines() == ["paper,ink", NEW_CODE, NEW_ADDRESS, NAME]
    assert shop("finish", number).returncode == 0
    assert shop("stop", number).returncode == 0
    stopped = shop("pack", number)
    assert (stopped.returncode, stopped.stdout) == (1, "")
    assert "(403, no_grant)" in stopped.stderr
    assert shop("erase", number).returncode == 0
    assert shop("move", number, typed=(NEW_CODE, NEW_ADDRESS)).returncode == 1
    with sqlite3.connect(orders) as database:
        assert database.execute("SELECT number, state FROM parcel").fetchall() == [(int(number), "erased")]
    database.close()


def test_nothing_of_a_customer_is_in_the_shops_files(shop: Run, orders: Path) -> None:
    number = _order(shop, letters="y")
    _check_files(orders)
    assert shop("letter", number).stdout == f"To: {EMAIL}\n"
    _check_files(orders)
    for words, typed in ((("pack",), ()), (("move",), (NEW_CODE, NEW_ADDRESS)), (("finish",), ()), (("erase",), ())):
        assert shop(*words, number, typed=typed).returncode == 0
        _check_files(orders)


def _check_files(orders: Path) -> None:
    files = {path.name: path.read_bytes() for path in orders.parent.iterdir()}
    assert orders.name in files
    for value in PERSONAL:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "shift_jis", "unicode_escape"):
            assert [name for name, content in files.items() if value.encode(encoding) in content] == []


def test_what_cannot_be_taken_is_asked_for_once_more(shop: Run) -> None:
    done = shop("order", typed=("paper", NAME, POSTAL_CODE, ADDRESS, "kanaria＠", "n", EMAIL))
    assert done.returncode == 0, done.stderr
    assert "Once more, please: E-mail address" in done.stdout


def test_an_order_that_is_not_there(shop: Run) -> None:
    done = shop("pack", "7")
    assert (done.returncode, done.stderr) == (1, "There is no such order.\n")


def test_its_page_shows_every_act() -> None:
    command = [sys.executable, str(ROOT / "examples" / "shop" / "shop.py"), "--help"]
    offered = re.search(r"\{([\w,]+)\}", subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert offered is not None
    page = (ROOT / "examples" / "shop" / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^shop (\w+)", page, re.MULTILINE)) == set(offered[1].split(","))
