"""What is about somebody else is left out everywhere alike, or the package is not made (requirements H12)."""

import io
import json
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.errors import MalformedError
from azukari.rights.package.archive import build
from azukari.rights.package.content import Redaction
from azukari.rights.package.redaction import BLACKED, LeftOut, redacted
from tests.rights.package.samples import CONTENT, FIRST, HARM, MADE_AT, PACK, RECORDS, SECOND

IMPEDIMENT = PACK.grounds["impediment"]


def _leaving_out(*passages: str) -> list[Redaction]:
    return [Redaction(FIRST, "question", passage, HARM) for passage in passages]


def test_each_occurrence_is_left_out_and_its_length_tells_nothing() -> None:
    one = redacted("田中が田中さんと", _leaving_out("田中"))
    assert one.text == f"{BLACKED}が{BLACKED}さんと"
    assert redacted("abcdefghijklmnop", _leaving_out("bcdefghijklmno")).text == f"a{BLACKED}p"


def test_passages_that_overlap_become_one_with_all_their_grounds() -> None:
    passages = [Redaction(FIRST, "question", "abc", HARM), Redaction(FIRST, "question", "cde", IMPEDIMENT)]
    one = redacted("xabcdex", passages)
    assert one.pieces == ("x", LeftOut((HARM, IMPEDIMENT)), "x")
    assert one.grounds == (HARM, IMPEDIMENT)
    assert redacted("aaaa", _leaving_out("aa")).text == BLACKED
    assert redacted("abab", _leaving_out("ab")).text == BLACKED * 2


@pytest.mark.parametrize("passage", ["", "suzuki", "田中 "])
def test_a_passage_that_is_not_there_is_refused(passage: str) -> None:
    with pytest.raises(MalformedError) as found:
        redacted("田中さん", _leaving_out(passage))
    assert found.value.ground == "redaction"


@pytest.mark.parametrize(
    "redaction",
    [
        Redaction(SECOND, "email", "@", HARM),
        Redaction(FIRST, "kana", "タ", HARM),
        Redaction(FIRST, "@email", "x", HARM),
    ],
)
def test_a_package_with_a_passage_of_what_is_not_held_is_not_made(redaction: Redaction) -> None:
    with pytest.raises(MalformedError) as found:
        build(replace(CONTENT, redactions=(redaction,)), now=MADE_AT)
    assert found.value.ground == "redaction"


@given(st.text("abc", max_size=30), st.lists(st.text("abc", min_size=1, max_size=4), max_size=4))
def test_nothing_of_a_passage_stays(value: str, passages: list[str]) -> None:
    there = [one for one in passages if one in value]
    shown = redacted(value, _leaving_out(*there))
    pieces = [piece for piece in shown.pieces if isinstance(piece, str)]
    assert not any(one in piece for one in there for piece in pieces)
    if not there:
        assert shown.text == value


def test_all_files_leave_out_the_same_and_name_the_ground() -> None:
    names = ("田中さん", "田中一郎さん")
    archive = zipfile.ZipFile(io.BytesIO(build(CONTENT, now=MADE_AT).data))
    texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert not any(name in text for name in names for text in texts.values())
    wanted = f"{BLACKED}と{BLACKED}に聞きました。\n値段を知りたいです。"
    record = json.loads(texts["data.json"])["records"][0]
    item = next(one for one in record["items"] if one["item"] == "question")
    assert item["value"] == wanted
    assert item["left_out"] == [{"ground": "harm", "article": "33(2)i", "title": HARM.title.ja}]
    assert wanted in texts["tables/records.csv"]
    assert f"{HARM.title.ja} (33(2)i)" in texts["tables/records.csv"]
    mark = f'<span class="out">{BLACKED}</span><sup><a href="#ground-1">[1]</a></sup>'
    assert f"{mark}と{mark}に聞きました。" in texts["index.html"]
    assert f'<li id="ground-1">{HARM.title.ja} (33(2)i)</li>' in texts["index.html"]


def test_what_the_person_says_beside_an_item_may_be_left_out_of_too() -> None:
    said = RECORDS[0].values["@question"]
    content = replace(CONTENT, redactions=(Redaction(FIRST, "@question", "店", IMPEDIMENT),))
    archive = zipfile.ZipFile(io.BytesIO(build(content, now=MADE_AT).data))
    item = json.loads(archive.read("data.json"))["records"][0]["items"][-1]
    assert item["statement"] == said.replace("店", BLACKED)
    assert [one["ground"] for one in item["left_out"]] == ["impediment"]


def test_a_choice_that_is_left_out_is_not_told_by_its_name() -> None:
    content = replace(CONTENT, redactions=(Redaction(FIRST, "topic", "price", HARM),))
    archive = zipfile.ZipFile(io.BytesIO(build(content, now=MADE_AT).data))
    item = next(one for one in json.loads(archive.read("data.json"))["records"][0]["items"] if one["item"] == "topic")
    assert (item["value"], item["choices"]) == (BLACKED, [])
