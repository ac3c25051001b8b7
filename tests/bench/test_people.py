"""Invented persons, and the frame that asks for one: both as the product itself would have them."""

import uuid

from azukari.statement.bundle import parse
from azukari.statement.lint import check
from azukari.statement.matrix import compartments
from azukari.vault.keeper_frames import Credential, CredentialKind, Request, encode_request
from azukari.vault.normalise import stored
from bench.callers import frame, shares
from bench.gdpr import statement as gdpr_statement
from bench.gdpr.records import KINDS, record
from bench.ground import statement_files
from bench.handing_in import PURPOSE, REASON, SERVICE, Held
from bench.people import number_of, person, size


def test_persons_are_in_the_form_in_which_they_are_stored() -> None:
    items = {item.id: item for item in parse(statement_files()).service(SERVICE).items}
    for number in (0, 1, 999, 123_456, 9_999_999):
        values = person(number)
        assert {name: stored(items[name], value) for name, value in values.items()} == values
        assert number_of(values) == number
        assert size(values) > 100


def test_a_record_has_two_compartments_and_three_purposes() -> None:
    parts = compartments(parse(statement_files()).service(SERVICE))
    assert len(parts) == 2
    assert len({purpose for part in parts for purpose in part.purposes}) == 3


def test_the_statements_that_are_measured_could_be_published() -> None:
    assert check(statement_files()) == ()
    kinds = statement_files() | gdpr_statement.files()
    assert check(kinds) == ()
    services = {service.id: service for service in parse(kinds).services}
    for kind in range(0, KINDS, 7):
        items = {item.id: item for item in services[gdpr_statement.service(kind)].items}
        one = record(kind)
        for name, value in {"data": one.data, **one.metadata}.items():
            assert stored(items[name], value) == value


def test_a_frame_written_by_hand_is_the_one_that_the_client_writes() -> None:
    asked, credential = uuid.uuid4(), Credential(CredentialKind.SERVICE, "azk_" + "a" * 58)
    arguments = {"record": str(asked), "purpose": PURPOSE, "reason": REASON}
    assert frame(asked, credential) == encode_request(Request("open", credential, arguments))


def test_what_is_asked_for_is_dealt_out_without_loss() -> None:
    asked = [Held(uuid.uuid4(), "", number) for number in range(10)]
    dealt = shares(asked, 4)
    assert [len(share) for share in dealt] == [3, 3, 2, 2]
    assert sorted(one.person for share in dealt for one in share) == list(range(10))
