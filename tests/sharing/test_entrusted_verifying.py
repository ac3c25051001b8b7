"""One ledger tells of our own records and of each client's; each store is compared with what is told of it, and nothing else."""

from azukari.ledger.services import append
from azukari.sharing.entrusted_events import EntrustedEvent
from azukari.sharing.services.entrusted.verifying import contracts_in_ledger, verify_all
from azukari.vault.services.verifying import verify_store
from tests.sharing.estate import A, B, Estate


def test_everything_is_in_order_beside_each_other(estate: Estate) -> None:
    estate.yard.world.collect()
    estate.take_in(A, {}, {})
    estate.take_in(B)
    found = verify_all(estate.yard.dispatch.chamber, estate.custody, now=estate.now)
    assert found.damages == ()
    assert found.records == 4


def test_without_telling_them_apart_a_clients_records_would_be_missed_in_our_own(estate: Estate) -> None:
    estate.take_in(A)
    alone = verify_store(estate.yard.dispatch.chamber, now=estate.now)
    assert [damage.part for damage in alone.damages] == ["record"]


def test_a_clients_record_that_is_gone_is_missed(estate: Estate) -> None:
    (taken,) = estate.take_in(A)
    estate.yard.world.sql("DELETE FROM entrusted.vault_record WHERE record_id = %s", [taken.record_id])
    found = verify_all(estate.yard.dispatch.chamber, estate.custody, now=estate.now)
    assert {damage.record_id for damage in found.damages} == {taken.record_id}


def test_a_record_of_ours_that_is_gone_is_still_missed(estate: Estate) -> None:
    estate.take_in(A)
    collected = estate.yard.world.collect()
    estate.yard.world.sql("DELETE FROM vault_record WHERE record_id = %s", [collected.record_id])
    found = verify_all(estate.yard.dispatch.chamber, estate.custody, now=estate.now)
    assert collected.record_id in {damage.record_id for damage in found.damages}


def test_another_key_among_ours_is_noticed_although_clients_have_keys_of_that_name(estate: Estate) -> None:
    theirs = "SELECT public, signature FROM entrusted.vault_purpose_key WHERE purpose = '@person-keys' LIMIT 1"
    estate.yard.world.sql(
        f"UPDATE vault_purpose_key SET (public, signature) = ({theirs}) WHERE purpose = '@person-keys'"  # noqa: S608
    )
    found = verify_all(estate.yard.dispatch.chamber, estate.custody, now=estate.now)
    assert "purpose_key" in {damage.part for damage in found.damages}


def test_the_ledger_names_every_version_of_a_contract(estate: Estate) -> None:
    named = contracts_in_ledger(estate.custody.database)
    assert named == {str(estate.ids[one]): frozenset({estate.contracts[one].hash}) for one in (A, B)}


def test_an_entry_that_calls_our_statement_a_contract_hides_nothing(estate: Estate) -> None:
    chamber = estate.yard.dispatch.chamber
    collected = estate.yard.world.collect()
    with chamber.database.transaction() as cursor:
        facts = {"engagement": str(estate.ids[A]), "contract": estate.yard.world.statement.hash}
        append(cursor, EntrustedEvent.RENEWED, facts, now=estate.now)
    estate.yard.world.sql("DELETE FROM vault_record WHERE record_id = %s", [collected.record_id])
    found = verify_all(chamber, estate.custody, now=estate.now)
    assert collected.record_id in {damage.record_id for damage in found.damages}
