"""Taking everything along: one file, for its person alone."""

import io
import zipfile

import pytest

from tests.keeper.house import CANARY
from tests.web.portal.door import Browser, Door

pytestmark = pytest.mark.usefixtures("sequenced")
HANAKO, TARO = "hanako@mail.example", "taro@mail.example"


def test_everything_comes_as_one_file(door: Door) -> None:
    one = door.house.collect(email=HANAKO)
    browser = door.come_in(one.number)
    assert "すべて持ち帰る" in browser.get("/ja/package/").words
    answer = browser.post("/ja/package/")
    assert answer.status == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    with zipfile.ZipFile(io.BytesIO(answer.body)) as package:
        assert package.testzip() is None
        everything = b"".join(package.read(name) for name in package.namelist())
    assert CANARY.encode() in everything
    assert one.number.encode() in everything
    assert [entry["record"] for entry in door.house.entries("vault.record.exported")] == [str(one.record_id)]


def test_three_people_take_along(door: Door) -> None:
    door.house.collect(email=HANAKO, name="甲野花子")
    other = door.come_in(door.house.collect(email=TARO, name="乙野太郎").number)
    with zipfile.ZipFile(io.BytesIO(other.post("/ja/package/").body)) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    assert "甲野花子".encode() not in everything
    assert Browser().post("/ja/package/").location == "/ja/"
    assert other.post("/ja/package/", {"request": "nonsense"}).status == 404
