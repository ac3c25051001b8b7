"""A client's data is worked with inside its contract, by its members, and never meets anybody else's (requirements S7, X-13)."""

import json
import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest

from azukari.base.errors import NotFoundError, RefusedError
from azukari.sharing.delivery import Kind, State
from azukari.sharing.entrusted import contract_bytes, decode_contract
from azukari.sharing.services.entrusted import opening, returning, telling
from azukari.sharing.services.entrusted.agreeing import AgreedBeforeError, end, remove_member
from azukari.sharing.services.entrusted.chambers import KeysGoneError
from azukari.sharing.services.entrusted.custody import ContractOverError, ContractRunsError, NotMemberError
from azukari.sharing.services.entrusted.opening import OutsideContractError
from azukari.sharing.services.entrusted.returning import AlreadyDestroyedError, NotReturnedError
from azukari.sharing.services.entrusted.telling import Breach
from azukari.sharing.services.proposing import handover_of
from azukari.sharing.store.entrusted import engagements as store
from azukari.vault.access import Ask, Clue
from azukari.vault.index import LookupKind
from azukari.vault.normalise import folded
from azukari.vault.services.finding import find_for
from azukari.vault.services.opening import open_for
from azukari.vault.services.paging import Wish
from azukari.vault.services.standing import count_usable
from tests.sharing.estate import ANNA, BEN, CARA, SAME, A, B, Estate

WHY = "sending the card"
BREACH = Breach(*["not known yet"] * 9)


def test_a_member_opens_for_a_purpose_of_the_contract(estate: Estate) -> None:
    (one,) = estate.take_in(A)
    opened = opening.open_one(estate.custody, A, Ask(one.number, f"{A}.sending", WHY, ANNA), now=estate.now)
    assert dict(opened.items) == {"name": "佐藤カナリア", "plan": "gold"}
    assert opened.statement_hash == estate.contracts[A].hash
    with pytest.raises(RefusedError):  # a purpose for managers alone
        opening.open_one(estate.custody, A, Ask(one.number, f"{A}.asking", WHY, ANNA), now=estate.now)
    with pytest.raises(OutsideContractError):
        opening.open_one(estate.custody, A, Ask(one.number, "inquiry.reply", WHY, ANNA), now=estate.now)


def test_nobody_else_opens_finds_pages_or_counts(estate: Estate) -> None:
    """A privacy manager who is no member is refused, too."""
    (one,) = estate.take_in(A)
    for actor in (CARA, replace(ANNA, id="somebody")):
        acts = (
            lambda actor=actor: opening.open_one(
                estate.custody, A, Ask(one.number, f"{A}.sending", WHY, actor), now=estate.now
            ),
            lambda actor=actor: opening.find(
                estate.custody, Clue("email", SAME), Wish(A, f"{A}.sending", WHY, actor), now=estate.now
            ),
            lambda actor=actor: opening.page(
                estate.custody, Wish(A, f"{A}.sending", WHY, actor), after=None, limit=5, now=estate.now
            ),
            lambda actor=actor: opening.count(estate.custody, A, actor=actor, now=estate.now),
            lambda actor=actor: telling.report(
                estate.custody, A, estate.today, estate.today, actor=actor, now=estate.now
            ),
            lambda actor=actor: telling.forward_request(
                estate.custody, A, "delete me", arrived_at=estate.now, actor=actor, now=estate.now
            ),
            lambda actor=actor: telling.tell_breach(estate.custody, A, BREACH, actor=actor, now=estate.now),
            lambda actor=actor: returning.begin_return(estate.custody, A, actor=actor, now=estate.now),
            lambda actor=actor: returning.destroy(estate.custody, A, actor=actor, now=estate.now),
        )
        for act in acts:
            with pytest.raises(NotMemberError):
                act()


def test_who_was_removed_is_out_at_once(estate: Estate) -> None:
    (one,) = estate.take_in(A)
    remove_member(estate.custody, A, uuid.UUID(ANNA.id), actor=BEN, now=estate.now)
    with pytest.raises(NotMemberError):
        opening.open_one(estate.custody, A, Ask(one.number, f"{A}.sending", WHY, ANNA), now=estate.now)
    assert [str(member.user_id) for member in store.members(estate.custody.database, estate.ids[A])] == [BEN.id]


def test_the_three_worlds_do_not_meet(estate: Estate) -> None:
    """The same address in our own data and in two clients' is found in each by itself, under three tokens."""
    ours = estate.yard.collect()
    (in_a,), (in_b,) = estate.take_in(A), estate.take_in(B)
    chambers = [
        estate.yard.dispatch.chamber,
        *(estate.custody.chambers.chamber(estate.ids[client], client) for client in (A, B)),
    ]
    tokens = {one.unlocked.index.token(LookupKind.EMAIL, folded(LookupKind.EMAIL, SAME)) for one in chambers}
    assert len(tokens) == 3
    clue = Clue("email", SAME)
    found = opening.find(estate.custody, clue, Wish(A, f"{A}.asking", WHY, BEN), now=estate.now)
    assert [one.number for one in found] == [in_a.number]
    found = find_for(chambers[0], clue, purpose="inquiry.reply", reason=WHY, actor=BEN, now=estate.now)
    assert [one.number for one in found] == [ours.number]
    for number in (in_b.number, ours.number):
        with pytest.raises(NotFoundError):
            opening.open_one(estate.custody, A, Ask(number, f"{A}.sending", WHY, BEN), now=estate.now)
        by_number = Clue("number", number)
        assert opening.find(estate.custody, by_number, Wish(A, f"{A}.sending", WHY, BEN), now=estate.now) == ()
    for number in (in_a.number, in_b.number):
        with pytest.raises(NotFoundError):
            open_for(chambers[0], number, purpose="inquiry.reply", reason=WHY, actor=BEN, now=estate.now)
    assert count_usable(chambers[0].database, "inquiry", "inquiry.reply", now=estate.now) == 1
    assert count_usable(chambers[0].database, A, f"{A}.sending", now=estate.now) == 0
    assert opening.count(estate.custody, A, actor=ANNA, now=estate.now) == 1
    # A member of one client who asks for the other's purpose, or the other's records under their own, gets nothing.
    with pytest.raises(OutsideContractError):
        opening.find(estate.custody, clue, Wish(A, f"{B}.asking", WHY, BEN), now=estate.now)


def test_a_page_holds_one_clients_records(estate: Estate) -> None:
    estate.take_in(A, {}, {}, {})
    estate.take_in(B, {}, {})
    page = opening.page(estate.custody, Wish(A, f"{A}.sending", WHY, ANNA), after=None, limit=100, now=estate.now)
    assert len(page.records) == 3
    with pytest.raises(OutsideContractError):  # not for this role
        opening.page(estate.custody, Wish(A, f"{A}.asking", WHY, ANNA), after=None, limit=100, now=estate.now)


def test_a_renewed_contract_may_only_narrow_what_is_seen_of_old_records(estate: Estate) -> None:
    (one,) = estate.take_in(A)
    old = estate.contracts[A]
    with pytest.raises(AgreedBeforeError):
        estate.agree(old)
    estate.yard.later(days=1)
    items = tuple(
        replace(item, purposes=("sending",)) if item.id == "email" else item for item in old.items if item.id != "plan"
    )
    estate.agree(replace(old, items=items))
    opened = opening.open_one(estate.custody, A, Ask(one.number, f"{A}.sending", WHY, ANNA), now=estate.now)
    assert set(opened.items) == {"name"}  # the plan is not ours to see any more, and the address never was for this
    (later,) = estate.take_in(A)
    opened = opening.open_one(estate.custody, A, Ask(later.number, f"{A}.sending", WHY, ANNA), now=estate.now)
    assert set(opened.items) == {"name", "email"}
    found = store.contract(estate.custody.database, estate.ids[A], old.hash)
    assert found == old == decode_contract(contract_bytes(old))


@pytest.mark.parametrize("by_term", [True, False])
def test_after_the_contract_nothing_opens(estate: Estate, *, by_term: bool) -> None:
    (one,) = estate.take_in(A)
    if by_term:
        estate.yard.later(days=400)
    else:
        end(estate.custody, A, estate.today, actor=BEN, now=estate.now)
    with pytest.raises(ContractOverError):
        opening.open_one(estate.custody, A, Ask(one.number, f"{A}.sending", WHY, ANNA), now=estate.now)
    with pytest.raises(ContractOverError):
        opening.page(estate.custody, Wish(A, f"{A}.sending", WHY, ANNA), after=None, limit=5, now=estate.now)


def test_a_request_is_forwarded_and_not_kept(estate: Estate) -> None:
    text = "カナリア4711の登録を消してください"
    friday = estate.now.replace(month=11, day=27)
    estate.yard.world.now = friday + timedelta(hours=1)
    handover = telling.forward_request(estate.custody, A, text, arrived_at=friday, actor=ANNA, now=estate.now)
    (known,) = store.handovers(estate.custody.database, estate.ids[A])
    assert (known.kind, known.arrived_at, known.due_on) == (Kind.REQUEST, friday, date(2026, 11, 30))
    assert known.made_at == estate.now
    assert estate.fetch(handover).decode().strip() == text
    dumped = b"".join(bytes(row[0]) for row in estate.yard.world.sql("SELECT body FROM ledger_entry"))
    assert "4711" not in dumped.decode()
    for table in ("sharing_handover", "sharing_entrusted_request"):
        rows = estate.yard.world.sql(f"SELECT row_to_json(t)::text FROM {table} t")  # noqa: S608
        assert not any("4711" in row[0] for row in rows)


def test_a_report_counts(estate: Estate) -> None:
    (one,) = estate.take_in(A)
    estate.take_in(B, {}, {})
    opening.open_one(estate.custody, A, Ask(one.number, f"{A}.sending", WHY, ANNA), now=estate.now)
    (said,) = estate.lines(telling.report(estate.custody, A, estate.today, estate.today, actor=ANNA, now=estate.now))
    assert said["records"] == 1
    assert said["opened"] == {f"{A}.sending": 1}
    assert said["members"] == 2
    assert said["contract_hash"] == estate.contracts[A].hash


def test_a_breach_is_told_at_the_address_for_that(estate: Estate) -> None:
    handover = telling.tell_breach(estate.custody, A, BREACH, actor=ANNA, now=estate.now)
    assert handover_of(estate.custody.dispatch, handover).contact == f"alarm@{A}.example"
    (said,) = estate.lines(handover)
    assert len(said["items"]) == 9
    with pytest.raises(Exception, match="nine items"):
        telling.tell_breach(estate.custody, A, replace(BREACH, cause=" "), actor=ANNA, now=estate.now)


def test_everything_is_returned_and_then_destroyed_with_its_keys(estate: Estate) -> None:
    (one, _, _) = estate.take_in(A, {}, {"name": "鈴木"}, {})
    (other,) = estate.take_in(B)
    with pytest.raises(ContractRunsError):
        returning.begin_return(estate.custody, A, actor=BEN, now=estate.now)
    end(estate.custody, A, estate.today, actor=BEN, now=estate.now)
    with pytest.raises(NotReturnedError):
        returning.destroy(estate.custody, A, actor=BEN, now=estate.now)
    handover = returning.begin_return(estate.custody, A, actor=BEN, now=estate.now)
    returning.write_return(estate.custody, A, handover, now=estate.now)
    with pytest.raises(NotReturnedError):  # made, and not fetched
        returning.destroy(estate.custody, A, actor=BEN, now=estate.now)
    lines = estate.lines(handover)
    assert len(lines) == 3
    assert {"name", "email", "plan"} <= set(lines[0]["values"])
    assert handover_of(estate.custody.dispatch, handover).state is State.CLOSED
    folder = estate.custody.chambers.keys(A).folder
    assert sorted(path.name for path in folder.iterdir()) == ["index.key", "keyring.age", "keyring.pub"]
    (said,) = estate.lines(returning.destroy(estate.custody, A, actor=BEN, now=estate.now))
    assert (said["records_destroyed"], said["records_left"]) == (3, 0)
    assert not folder.exists()
    for table in (
        "vault_record",
        "vault_directory",
        "vault_terms",
        "vault_sealing_session",
        "vault_purpose_key",
        "person_key",
    ):
        assert estate.rows(table, A) == 0
        assert estate.rows(table, B) > 0
    row = store.engagement(estate.custody.database, A)
    assert row is not None
    assert row.certificate is not None
    assert json.loads(row.certificate) == said
    with pytest.raises(ContractOverError):
        opening.open_one(estate.custody, A, Ask(one.number, f"{A}.sending", WHY, BEN), now=estate.now)
    with pytest.raises(KeysGoneError):
        estate.custody.chambers.chamber(estate.ids[A], A)
    with pytest.raises(AlreadyDestroyedError):
        returning.destroy(estate.custody, A, actor=BEN, now=estate.now)
    # The other client is as it was.
    opened = opening.open_one(estate.custody, B, Ask(other.number, f"{B}.sending", WHY, CARA), now=estate.now)
    assert opened.items["name"] == "佐藤カナリア"


def test_the_ordinary_work_leaves_what_is_a_clients_alone(estate: Estate) -> None:
    end(estate.custody, A, estate.today, actor=BEN, now=estate.now)
    handover = returning.begin_return(estate.custody, A, actor=BEN, now=estate.now)
    assert estate.yard.work() == 0
    assert estate.yard.failures == []
    assert handover_of(estate.custody.dispatch, handover).state is State.APPROVED


def test_each_act_stands_in_the_ledger(estate: Estate) -> None:
    kinds = [
        row[0] for row in estate.yard.world.sql("SELECT kind FROM ledger_entry WHERE kind LIKE 'sharing.entrusted%'")
    ]
    assert kinds.count("sharing.entrusted.agreed") == 2
    assert kinds.count("sharing.entrusted.member_added") == 3
