"""Registers: rows as they stand in a file, exactly, and harmless in a spreadsheet; what was provided, and what was received."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from azukari.base.errors import MalformedError
from azukari.sharing import registers
from azukari.sharing.condition import party_of
from azukari.sharing.delivery import Channel, Kind, State, Wish
from azukari.sharing.dossier import Checked, Code, Dossier, Instrument, Told
from azukari.sharing.engagement import POINTS, Assessment, Contract, Engagement, Inspection, Method, Scope
from azukari.sharing.exit import Exit
from azukari.sharing.handover import HandoverRow
from azukari.sharing.register_rows import SubcontractorRow, cells, columns, plain
from azukari.sharing.rows import sheet
from azukari.statement.service import Foreign, ForeignBasis
from azukari.vault.intake.provenance import Basis, Giver, Provenance
from tests.sharing.yard import recipients
from tests.vault.world import STATEMENT, text

AT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
LISTED = recipients()
NAMING = replace(STATEMENT, recipients=LISTED)


def handover(**changed: Any) -> HandoverRow:
    manifest = json.dumps({"items": ["name", "email"], "contract": "cd" * 32}).encode()
    row = HandoverRow(
        handover_id=UUID(int=7), number="7K3M-92QF-0TBX", exit=Exit.CONTRACTOR, kind=Kind.RECORDS, engagement_id=UUID(int=1),
        recipient="mailer", language="ja", contact="desk@mailer.example", age_key="age1", wish=Wish("inquiry", "newsletter"),
        reason="autumn letter", statement_hash="ab" * 32, state=State.HANDED, second=True, counted=12, written=11, grounds=(),
        proposed_at=AT, proposed_by="anna", proposer_role="service_staff", decided_at=AT, decided_by="ben", made_at=AT,
        manifest=manifest, file_digest="ef" * 32, size=900, handed_at=AT, channel=Channel.LINK, due_on=date(2026, 12, 24),
        closed_at=None, certificate=None, document=None, door_id=UUID(int=9), items=("name", "email"), sftp=None,
    )  # fmt: skip
    return replace(row, **changed)


def engagement(**changed: Any) -> Engagement:
    contract = Contract(
        UUID(int=2), "cd" * 32, date(2026, 4, 1), date(2027, 3, 31), {**dict.fromkeys(POINTS, 3), "h": 0},
        Scope(("inquiry",), ("email",), ("newsletter",)), party_of(LISTED[0]), AT,
    )  # fmt: skip
    one = Engagement(
        UUID(int=1), "mailer", "ja", "desk@mailer.example", "age1", None, 30, AT, party_of(LISTED[0]), contracts=(contract,),
        approved={"carrier": party_of(LISTED[0].subcontractors[0])},
        assessments=(Assessment(date(2026, 5, 1), {}, 80, 60, ("JP",), date(2027, 5, 1)),),
        inspections=(Inspection(date(2026, 6, 1), Method.VISIT, 2, date(2027, 6, 1)),)
    )  # fmt: skip
    return replace(one, **changed)


def test_a_contractor_stands_with_contract_marks_counts_and_what_is_missing() -> None:
    closed = handover(state=State.CLOSED, written=5)
    [row] = registers.contractors(
        NAMING, [engagement()], [handover(), closed, handover(state=State.MADE)], language="en", today=TODAY
    )
    told = plain(row)
    assert told["name"] == "mailer"
    assert told["contract_pages"] == "a:3 b:3 c:3 d:3 e:3 f:3 g:3 h:-"
    assert (told["score"], told["findings"], told["next_inspection_on"]) == (80, 2, "2027-06-01")
    assert (told["records_handed_over"], told["records_outside"]) == (16, 11)
    assert told["missing"] == ["contract_points"]
    assert told["subcontractors"] == ["Carrier"]
    [bare] = registers.contractors(NAMING, [], [], language="ja", today=TODAY)
    assert plain(bare)["missing"] == ["not_engaged"]


def test_a_contractor_that_is_named_no_longer_stays_as_long_as_it_was_handed_something() -> None:
    nobody = replace(NAMING, recipients=())
    [row] = registers.contractors(nobody, [engagement()], [handover()], language="en", today=TODAY)
    assert (row.name, row.services, row.countries, row.records_outside) == ("mailer", ("inquiry",), ("JP",), 11)
    assert registers.contractors(nobody, [engagement()], [], language="en", today=TODAY) == ()
    [empty] = registers.contractors(
        nobody, [engagement(contracts=(), assessments=())], [handover()], language="en", today=TODAY
    )
    assert (empty.contract_document, empty.services) == ("", ())


def test_a_delivery_stands_with_file_people_and_certificate() -> None:
    said = {"ended": "destroyed", "on": "2026-12-01", "method": "shredded", "signed_as": "office"}
    open_one, closed = registers.deliveries(
        [handover(made_at=None, manifest=None), handover(certificate=said, document="aa" * 32)], names={"anna": "Anna"}
    )
    assert (open_one.encryption, open_one.items, open_one.ended_on) == ("", ("name", "email"), None)
    told = plain(closed)
    assert told["proposed_by"] == "Anna"
    assert told["decided_by"] == "ben"
    assert told["items"] == ["name", "email"]
    assert told["contract_document"] == "cd" * 32
    assert told["made_at"] == "2026-11-23T16:00:00.000Z"
    assert (told["ended"], told["ended_on"], told["encryption"]) == ("destroyed", "2026-12-01", "age")


def test_what_third_parties_were_given_names_them_as_they_were_named_then() -> None:
    partner = handover(exit=Exit.CONSENT, recipient="partner")
    court = handover(
        handover_id=UUID(int=8), exit=Exit.EXCEPTION, recipient="Court", wish=None, state=State.CLOSED, manifest=None,
        items=("name",),
    )  # fmt: skip
    dossier = Dossier(
        Code.LAW, "Court", "Tokyo", "Judge", Instrument.COURT_ORDER, Checked.CALLED_BACK, "needed", Told.TOLD, "", ()
    )
    waiting = handover(exit=Exit.CONSENT, state=State.MADE)
    given, ordered = registers.provisions(
        [partner, court, waiting, handover()], {"ab" * 32: NAMING}, {UUID(int=8): dossier}, language="en"
    )
    assert (given.name, given.address, given.representative) == ("partner", "Osaka", "Boss")
    assert (given.basis, given.exception, given.provided_on) == ("consent", "", TODAY)
    assert (ordered.exception, ordered.address, ordered.items, ordered.told) == ("27-1-i", "Tokyo", ("name",), "told")
    [unnamed] = registers.provisions([partner], {}, {}, language="en")
    assert unnamed.name == "partner"


def test_what_was_received_tells_from_whom_and_how_they_had_acquired_it() -> None:
    came = Provenance(
        Giver.ORGANISATION, "Old Shop", "Osaka", "Boss", "by order forms", date(2026, 11, 1), Basis.CONSENT, "asked on paper",
        "", "Anna", "by telephone",
    )  # fmt: skip
    row = SimpleNamespace(
        service="inquiry", provenance=came.canonical(), begun_at=AT, finished_at=None, stored=7, skipped=0
    )
    [told] = registers.receipts([row], items={"inquiry": ("name", "email")})
    assert plain(told)["acquired"] == "by order forms"
    assert (told.name, told.received_on, told.records, told.taken_in_on) == ("Old Shop", date(2026, 11, 1), 7, TODAY)


def test_subcontractors_and_countries_are_told_of_by_what_the_statement_says() -> None:
    foreign = Foreign(ForeignBasis.EQUIVALENT, text("law"), text("measures"))
    abroad = replace(LISTED[0], countries=("US", "JP"), foreign=foreign)
    naming = replace(NAMING, recipients=(abroad,))
    assert registers.subcontractors(naming, [engagement()], language="en") == (
        SubcontractorRow("mailer", "carrier", "Carrier", "carries", ("JP",), approved=True),
    )
    assert [plain(one)["approved"] for one in registers.subcontractors(naming, [], language="en")] == [False]
    rows = registers.countries(naming, [engagement()], language="en")
    assert [(one.country, one.subcontractor, one.basis, one.assessed) for one in rows] == [
        ("JP", "", "", True),
        ("JP", "carrier", "", True),
        ("US", "", "equivalent", False),
    ]


def test_a_row_is_written_the_same_for_spreadsheets_and_programs() -> None:
    row = SubcontractorRow("mailer", "carrier", "=HYPERLINK(1)", "+carries, @night", ("JP", "US"), approved=True)
    assert columns(SubcontractorRow) == ("recipient", "subcontractor", "name", "work", "countries", "approved")
    assert sheet(columns(SubcontractorRow), [cells(row)]) == (
        b"\xef\xbb\xbfrecipient,subcontractor,name,work,countries,approved\r\n"
        b"mailer,carrier,'=HYPERLINK(1),\"'+carries, @night\",JP US,yes\r\n"
    )
    assert plain(row)["countries"] == ["JP", "US"]
    assert cells(replace(row, countries=("New York",), approved=False))[4:] == ("New York", "no")


def test_a_manifest_that_is_none_is_told_so() -> None:
    with pytest.raises(MalformedError):
        registers.manifest_of(handover(manifest=b"{"))
