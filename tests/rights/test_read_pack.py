"""Rule packs are read strictly; those that come with the software are complete."""

from datetime import date
from importlib.resources import files

import pytest

from azukari.rights.pack import RulePack
from azukari.rights.read_pack import PACKS, PackError, PackUnknownError, read_pack, shipped_pack

TEXT = (files("azukari.rights") / "packs" / "jp-appi-2022.toml").read_text(encoding="utf-8")
KINDS = {
    "purpose-notice",
    "disclosure",
    "provision-records",
    "correction",
    "stop-use",
    "erasure",
    "stop-provision",
    "withdrawal",
    "complaint",
}


@pytest.mark.parametrize("name", PACKS)
def test_each_pack_names_itself_its_source_and_grounds(name: str) -> None:
    pack = shipped_pack(name)
    assert pack.id == name
    assert pack.source
    assert pack.rules["answer"].trigger == "arrival"
    refusable = {kind for ground in pack.grounds.values() for kind in ground.kinds}
    # What is done at once is not refused; new rights of a pending law have no grounds yet.
    assert {kind.id for kind in pack.kinds.values() if not kind.at_once} - refusable <= {
        "stop-use-minor",
        "stop-use-biometric",
    }


def test_all_rights_of_the_act_are_there() -> None:
    assert shipped_pack("jp-appi-2022").kinds.keys() == KINDS


def test_a_pending_law_never_counts() -> None:
    pending = shipped_pack("jp-appi-2026")
    assert not pending.is_in_force(date(2030, 1, 1))
    assert pending.guardian_until_age == 16


def test_a_pack_counts_between_its_days() -> None:
    pack = shipped_pack("jp-appi-2022")
    assert not pack.is_in_force(date(2022, 3, 31))
    assert pack.is_in_force(date(2022, 4, 1))
    ended = read_pack(
        TEXT.replace("in_force_from = 2022-04-01", "in_force_from = 2022-04-01\nin_force_to = 2028-01-01")
    )
    assert ended.is_in_force(date(2028, 1, 1))
    assert not ended.is_in_force(date(2028, 1, 2))


def test_an_unknown_pack_is_named_with_those_that_there_are() -> None:
    with pytest.raises(PackUnknownError, match="jp-appi-2022"):
        shipped_pack("../secrets")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('id = "ack"', 'id = "answer"', "twice: answer"),
        ('deadline = "answer"', 'deadline = "anwser"', "not there: anwser"),
        ('kinds = ["purpose-notice"]', 'kinds = ["purpose"]', "names a kind that is not there"),
        ('roll = "next_open"', 'roll = "forward"', "roll is one of none, next_open, safe"),
        ("length = 1\n", "length = 0\n", "at least 1 long"),
        ("length = 14", 'length = "14"', "length is not a int"),
        ("length = 14", "length = true", "length is not a int"),
        ("length = 14", "lenght = 14", "lacks length"),
        ("length = 14", "length = 14\nextended = 14", "longer when it is extended"),
        ("length = 14", "length = 14\nroll_on = 1", "what no pack has: roll_on"),
        ('"saturday", "sunday"', '"saturday", "sonntag"', "weekend is a list of"),
        ('weekend = ["saturday", "sunday"]', "weekend = [6, 7]", "a list of names"),
        ('last = "01-03"', 'last = "13-03"', "13-03 is not a month and day"),
        ("known_until = 2027-12-31", "", "national is japan, with known_until"),
        ("[pack]", "[pack", "not TOML"),
        ("[pack]", "[packs]", "lacks pack"),
    ],
)
def test_what_is_wrong_is_named(before: str, after: str, told: str) -> None:
    assert before in TEXT
    with pytest.raises(PackError, match=told.replace("[", r"\[")):
        read_pack(TEXT.replace(before, after, 1))


def test_a_pack_is_found_by_its_kinds_and_grounds() -> None:
    pack: RulePack = shipped_pack("eu-gdpr")
    assert pack.kinds["objection-marketing"].at_once
    assert pack.grounds["unfounded"].article == "12(5)"
