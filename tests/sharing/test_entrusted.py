"""A client's contract: read from a file, written as canonical bytes, and turned into a statement of its own."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.sharing.entrusted import (
    Client,
    ContractFormError,
    EntrustedContract,
    EntrustedItem,
    EntrustedPurpose,
    contract_bytes,
    decode_contract,
    statement_of,
)
from azukari.sharing.read_entrusted import EntrustedInvalidError, read_entrusted
from azukari.statement.matrix import compartments, visible_items
from azukari.statement.purposes import Role
from azukari.statement.service import Choice, ItemKind
from azukari.statement.text import Text
from tests.sharing.clients import contract, contract_text

_NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
_TEXTS = st.builds(Text, ja=st.text(max_size=20), en=st.text(max_size=20))
_DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@st.composite
def contracts(draw: st.DrawFn) -> EntrustedContract:
    names = draw(st.lists(_NAMES, min_size=1, max_size=4, unique=True))
    purposes = st.builds(
        EntrustedPurpose,
        id=st.sampled_from(names),
        title=_TEXTS,
        text=_TEXTS,
        retention_days=st.integers(1, 9999),
        roles=st.sampled_from([(Role.PRIVACY_MANAGER,), (Role.SERVICE_STAFF, Role.PRIVACY_MANAGER)]),
    )
    items = st.builds(
        EntrustedItem,
        id=_NAMES,
        kind=st.sampled_from(ItemKind),
        label=_TEXTS,
        purposes=st.lists(st.sampled_from(names), max_size=3, unique=True).map(tuple),
        choices=st.lists(st.builds(Choice, id=_NAMES, label=_TEXTS), max_size=2).map(tuple),
    )
    return draw(
        st.builds(
            EntrustedContract,
            id=_NAMES,
            client=st.builds(
                Client, name=_TEXTS, address=_TEXTS, representative=_TEXTS, contact=_NAMES, breach_contact=_NAMES,
                language=st.sampled_from(["ja", "en"]), age_key=_NAMES,
            ),
            from_on=_DAYS,
            to_on=_DAYS,
            work=_TEXTS,
            purposes=st.lists(purposes, max_size=3).map(tuple),
            items=st.lists(items, max_size=4).map(tuple),
            countries=st.lists(_NAMES, max_size=2).map(tuple),
            subcontractors=st.lists(_NAMES, max_size=2).map(tuple),
            report_every_days=st.integers(1, 999),
            returned=st.booleans(),
            statistics=st.booleans(),
        )
    )  # fmt: skip


@given(contracts())
def test_what_is_written_is_read_back(one: EntrustedContract) -> None:
    data = contract_bytes(one)
    assert decode_contract(data) == one
    assert contract_bytes(decode_contract(data)) == data


@given(contracts(), contracts())
def test_two_contracts_have_two_hashes(one: EntrustedContract, other: EntrustedContract) -> None:
    assert (one.hash == other.hash) == (one == other)


@pytest.mark.parametrize("data", [b"", b"{}", b'{"format":"azukari entrusted 1"}', b"[1]", b"\xff"])
def test_other_bytes_are_no_contract(data: bytes) -> None:
    with pytest.raises(ContractFormError):
        decode_contract(data)


def test_a_contract_with_more_in_it_is_refused() -> None:
    with pytest.raises(ContractFormError):
        decode_contract(contract_bytes(contract()).replace(b'"countries"', b'"also":1,"countries"'))


def test_the_statement_has_one_service_and_the_contracts_purposes() -> None:
    one = contract()
    statement = statement_of(one)
    assert statement.hash == one.hash
    assert [service.id for service in statement.services] == ["hoshizora"]
    assert [purpose.id for purpose in statement.all_purposes()] == ["hoshizora.sending", "hoshizora.asking"]
    service = statement.service("hoshizora")
    assert visible_items(service, "hoshizora.asking") == ("name", "email")
    assert set(visible_items(service, "hoshizora.sending")) == one.items_for("hoshizora.sending")
    assert len(compartments(service)) == 3
    assert statement.purpose("hoshizora.asking").roles == (Role.PRIVACY_MANAGER,)
    assert not any(purpose.consent for purpose in statement.all_purposes())


def test_a_term_holds_both_its_days() -> None:
    one = contract(begins="2026-11-01", ends="2026-11-30")
    assert [
        one.is_over(day) for day in (date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1))
    ] == [
        True,
        False,
        False,
        True,
    ]


def test_subcontractors_are_a_list_or_none() -> None:
    text = contract_text()
    assert read_entrusted("x.toml", text).subcontractors == ()
    listed = text.replace('subcontracting = "none"', 'subcontracting = ["Kazaguruma KK"]')
    assert read_entrusted("x.toml", listed).subcontractors == ("Kazaguruma KK",)


_WRONG = [
    ('id = "hoshizora"', 'id = "Hoshi Zora"', "cannot be the id"),
    ('countries = ["JP"]', 'countries = ["Japan"]', "no code of a country"),
    ('subcontracting = "none"', 'subcontracting = "some"', "must be a list"),
    ('subcontracting = "none"', "", "`subcontracting` is missing"),
    ("report_every_days = 30", "report_every_days = 0", "must be 1 or more"),
    ("return = true", 'return = "yes"', "true or false"),
    ("statistics = false", "", "`statistics` is missing"),
    ("statistics = false", "statistics = false\nprofit = true", "Unknown key `profit`"),
    ('contact = "desk@hoshizora.example"', 'contact = "desk"', "no e-mail address"),
    ('language = "ja"', 'language = "fr"', "must be ja or en"),
    ("to = 2027-10-31", "to = 2026-10-31", "ends before it begins"),
    ("to = 2027-10-31", 'to = "soon"', "a date without quotation marks"),
    ("retention_days = 90", "", "`retention_days` is missing"),
    ('roles = ["privacy_manager"]', 'roles = ["auditor"]', "opens nothing"),
    ('roles = ["privacy_manager"]', "roles = []", "Somebody has to be able"),
    ('purposes = ["asking"]', 'purposes = ["selling"]', "which is no purpose"),
    ('purposes = ["asking"]', "purposes = []", "for no purpose"),
    ('id = "email"\nkind = "email"', 'id = "name"\nkind = "email"', "two items"),
    ('kind = "choice"', 'kind = "line"', "and no others"),
    ('en = "Gold"', 'en = ""', "no text in `en`"),
    ('id = "gold"', 'id = "G O"', "id of a choice"),
    ("[client]", "[client", "Expected"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), _WRONG, ids=[said for _, _, said in _WRONG])
def test_each_mistake_is_named_by_its_line(right: str, wrong: str, said: str) -> None:
    text = contract_text()
    assert right in text
    with pytest.raises(EntrustedInvalidError) as refused:
        read_entrusted("entrusted/hoshizora.toml", text.replace(right, wrong, 1))
    assert said in refused.value.message
    assert re.search(r"hoshizora\.toml:\d+: ", refused.value.message)


def test_a_secret_key_is_told_and_not_repeated() -> None:
    secret = "AGE-SECRET-KEY-1QQQQ"
    with pytest.raises(EntrustedInvalidError) as refused:
        contract(age_key=secret)
    assert "secret key" in refused.value.message
    assert secret not in refused.value.message


def test_a_key_that_is_none_is_refused() -> None:
    with pytest.raises(EntrustedInvalidError):
        contract(age_key="age1nothing")


def test_a_file_of_any_size_is_not_read() -> None:
    with pytest.raises(EntrustedInvalidError):
        read_entrusted("x.toml", "#" * (256 * 1024 + 1))


def test_narrowing_is_seen_in_the_items() -> None:
    one = contract()
    narrower = replace(one, items=tuple(item for item in one.items if item.id != "address"))
    assert narrower.hash != one.hash
    assert narrower.items_for("hoshizora.sending") == {"name", "plan"}
