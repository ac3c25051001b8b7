"""The register of what clients entrusted to us is taken along by those who answer for it."""

from contextlib import closing

from azukari.base.clock import system_clock
from azukari.host.database import PsycopgDatabase
from azukari.host.roles import PERSON_KEYS_DATABASE
from azukari.sharing.services.entrusted.agreeing import agree
from azukari.sharing.services.entrusted.chambers import Chambers
from azukari.statement.purposes import Role
from azukari.vault.access import Actor
from tests.sharing.clients import contract
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person


def test_the_register_is_read_by_those_who_answer_for_it(
    door: Door, manager: Person, clerk: Person, auditor: Person, administrator: Person
) -> None:
    postgres = door.house.postgres
    with (
        closing(PsycopgDatabase(postgres.url("owner"))) as owner,
        closing(
            Chambers(
                owner,
                door.house.keys,
                main_url=postgres.url("entrusted"),
                person_keys_url=postgres.url("entrusted", PERSON_KEYS_DATABASE),
                size=1,
            )
        ) as chambers,
    ):
        agree(
            owner, chambers, contract(ends="2099-12-31"), actor=Actor("owner", Role.ADMINISTRATOR), now=system_clock()
        )
    for person in (manager, auditor, administrator):
        (one,) = person.get("/en/entrusted/register.json").json()
        assert one["contract"]["id"] == "hoshizora"
        header, line = person.get("/en/entrusted/register.csv").content.decode("utf-8-sig").splitlines()
        assert header.startswith("contract,controller_ja")
        assert line.startswith("hoshizora,")
    assert clerk.get("/en/entrusted/register.json").status_code == 403
