"""What the keeper lets whom do, and how it says no."""

import logging
import re
import time
import uuid
from datetime import timedelta

import pytest

from azukari.base.canonical import Value
from azukari.base.errors import (
    AzukariError,
    ConflictError,
    Kind,
    MalformedError,
    NotFoundError,
    RefusedError,
    UnauthenticatedError,
    UnavailableError,
)
from azukari.keeper import acts
from azukari.keeper import verb as forms
from azukari.keeper.acts import Call
from azukari.keeper.desk import Desk
from azukari.keeper.events import EVENTS, Event
from azukari.keeper.verbs import VERBS
from azukari.keeper.who import WhoError
from azukari.sharing.exit import Exit
from azukari.statement.purposes import Role
from azukari.vault.keeper_frames import Credential, CredentialKind, Request
from tests.house.source import ROOT
from tests.keeper.entrusted_table import ENTRUSTED, ENTRUSTED_ARGUMENTS, ENTRUSTED_GRAVE
from tests.keeper.house import CANARY, OPEN, TOKEN, House
from tests.keeper.persons import ask, come_in
from tests.keeper.request_table import REQUESTS
from tests.keeper.sharing_table import SHARING, SHARING_ARGUMENTS, SHARING_GRAVE, SHARING_PUBLIC

P, S, A, D, W = Role.PRIVACY_MANAGER, Role.SERVICE_STAFF, Role.AUDITOR, Role.ADMINISTRATOR, Role.SYSTEM
K, H = Role.SERVICE, Role.PERSON
# Written out once more, so that a slip in the keeper's own table does not go unseen.
ALLOWED: dict[str, set[Role]] = {
    "open": {P, S, W, K},
    "open_many": {P, S, K},
    "open_page": {P, K},
    "correct": {P, S, K},
    "find": {P, S, K},
    "close": {P, S, K},
    "stop": {P, S, K},
    "hold": {P},
    "lift": {P},
    "erase": {P, K},
    "issue_key": {P, D},
    "renew_key": {P, D},
    "revoke_key": {P, D},
    "keys": {P, D},
    "rotate": {P, D},
    "retain": {P, W},
    "verify": {P, A, D, W},
    "code_letter": {W},
    "held": {H},
    "name_number": {H},
    **REQUESTS,
    **SHARING,
    **ENTRUSTED,
    "go": {H},  # the last, since the visit has ended then
}
PUBLIC = {"prepare", "status", "enter", "come_in"} | SHARING_PUBLIC
# What has to be shown instead of a credential, and what is answered to whoever shows something else.
SHOWN = {
    "come_in": "code_refused",
    "show_pickup_code": "code_refused",
    "picked_up": "pickup_ended",
    "pickup_part": "pickup_ended",
    "certify_pickup": "pickup_ended",
    "acknowledge_pickup": "pickup_ended",
}
GRAVE = (
    {"hold", "lift", "erase", "rotate", "issue_key", "renew_key", "revoke_key", "decide"}
    | SHARING_GRAVE
    | ENTRUSTED_GRAVE
)
ARGUMENTS: dict[str, dict[str, str]] = {
    "open": {"record": str(uuid.UUID(int=1)), **OPEN},
    "open_many": {"records": str(uuid.UUID(int=1)), **OPEN},
    "open_page": {"service": "nowhere", "after": "", "limit": "10", **OPEN},
    "correct": {"record": str(uuid.UUID(int=1)), "items": "{}", **OPEN},
    "find": {"kind": "email", "value": "nobody@example.jp", **OPEN},
    "close": {"record": str(uuid.UUID(int=1))},
    "stop": {"record": str(uuid.UUID(int=1)), "purpose": "inquiry.reply"},
    "hold": {"record": str(uuid.UUID(int=1)), "matter": "litigation", "review_on": "2999-12-31"},
    "lift": {"hold": str(uuid.UUID(int=1))},
    "erase": {"record": str(uuid.UUID(int=1))},
    "rotate": {"purpose": "inquiry.reply"},
    "issue_key": {"label": "crm", "service": "nowhere", "purposes": "", "acts": "open", "days": "90"},
    "renew_key": {"key": str(uuid.UUID(int=1)), "hours": "24"},
    "revoke_key": {"key": str(uuid.UUID(int=1))},
    "enter": {"said": "nobody@example.jp", "language": "ja"},
    "come_in": {"entrance": str(uuid.UUID(int=1)), "code": "0"},
    "code_letter": {"entrance": str(uuid.UUID(int=1))},
    "name_number": {"number": "0000-0000-0000"},
    "decide": {"request": str(uuid.UUID(int=1)), "steps": "3"},
    **SHARING_ARGUMENTS,
    **ENTRUSTED_ARGUMENTS,
}


def refusal(desk: Desk, verb: str, credential: Credential | None = None, /, **arguments: Value) -> AzukariError:
    with pytest.raises(AzukariError) as caught:
        ask(desk, verb, credential, **arguments)
    return caught.value


# --- the table -------------------------------------------------------------------------------------------------------------


def test_the_list_of_verbs_is_closed(desk: Desk) -> None:
    assert set(VERBS) == set(ALLOWED) | PUBLIC
    assert {name for name, verb in VERBS.items() if verb.grave} == GRAVE
    error = refusal(desk, "dump", Credential(CredentialKind.TOKEN, TOKEN))
    assert (error.kind, error.ground) == (Kind.MALFORMED, "verb_unknown")


def test_what_leaves_leaves_by_one_of_the_named_ways() -> None:
    """There is no generic export: each verb that gives data away names how, and no other does (requirements S4.4)."""
    leaving = {name: verb.exits for name, verb in VERBS.items() if verb.exits}
    person, handed = {Exit.PERSON}, {Exit.CONTRACTOR, Exit.CONSENT, Exit.EXCEPTION, Exit.JOINT_USE, Exit.CLIENT}
    to_persons = ("held", "page", "own_case", "receipt", "package_part", "letter")
    assert leaving == dict.fromkeys(to_persons, person) | dict.fromkeys(("pickup_part", "put_part"), handed)


def test_each_role_may_call_its_verbs_and_no_others(house: House, desk: Desk) -> None:
    credentials: dict[Role, Credential] = {role: house.signed_in(role) for role in (P, S, A, D)}
    credentials[Role.SYSTEM] = Credential(CredentialKind.TOKEN, TOKEN)
    credentials[Role.SERVICE] = house.service_key()
    credentials[Role.PERSON] = come_in(desk, house.collect().number)
    reached: dict[str, set[Role]] = {verb: set() for verb in ALLOWED}
    for verb in ALLOWED:
        for role, credential in credentials.items():
            grounds = asked(desk, verb, credential)
            if "role_not_allowed" not in grounds:
                reached[verb].add(role)
    assert reached == ALLOWED


def asked(desk: Desk, verb: str, credential: Credential) -> list[str]:
    try:
        ask(desk, verb, credential, **ARGUMENTS.get(verb, {}))
    except (
        RefusedError,
        NotFoundError,
        ConflictError,
        MalformedError,
    ) as error:  # let in, but there is no such record; or not
        return [error.ground]
    return []


def test_the_specification_has_the_same_table() -> None:
    page = (ROOT / "spec" / "keeper-protocol.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|[^|]*\|$", page, re.MULTILINE))
    for name, verb in VERBS.items():
        arguments, _, roles = rows[name].partition("|")
        assert re.findall(r"`(\w+)`", arguments) == list(verb.arguments)
        named = {word for word in re.findall(r"\w+", roles) if word in set(Role)}
        assert named == {role.value for role in verb.roles}, name
        assert ("grave" in roles) == verb.grave, name
    assert set(rows) & set(VERBS) == set(VERBS)


def test_only_public_verbs_need_no_credential(desk: Desk) -> None:
    for verb in ALLOWED:
        error = refusal(desk, verb, **ARGUMENTS.get(verb, {}))
        assert (error.kind, error.ground) == (Kind.UNAUTHENTICATED, "no_credential")
    for verb in PUBLIC - set(SHOWN):
        ask(desk, verb, **ARGUMENTS.get(verb, {}))
    for verb, ground in SHOWN.items():
        assert refusal(desk, verb, **ARGUMENTS[verb]).ground == ground


def test_a_public_act_has_nobody_who_asked(desk: Desk) -> None:
    call = Call(desk._room, desk._group, ARGUMENTS["erase"], None, desk._clock())
    with pytest.raises(WhoError):
        acts.erase(call)


@pytest.mark.parametrize("verb", sorted(GRAVE))
def test_a_grave_act_needs_a_proof_given_just_now(house: House, desk: Desk, verb: str) -> None:
    manager = house.hire(P)
    fresh = house.session(manager, at=time.time() - 9 * 60)
    stale, from_the_future = (house.session(manager, at=time.time() + shift) for shift in (-11 * 60, 11 * 60))
    with pytest.raises(AzukariError) if verb != "rotate" else _nothing():
        ask(desk, verb, fresh, **ARGUMENTS[verb])
    for credential in (stale, from_the_future, house.access_key(manager)):
        error = refusal(desk, verb, credential, **ARGUMENTS[verb])
        assert (error.kind, error.ground) == (Kind.UNAUTHENTICATED, "proof_too_old")
    assert [facts["ground"] for facts in house.entries(Event.REFUSED)].count("proof_too_old") == 3


class _nothing:  # noqa: N801 - reads like the context manager that it stands in for
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


# --- opening ---------------------------------------------------------------------------------------------------------------


def test_three_people_open_and_only_for_what_they_may(house: House, desk: Desk) -> None:
    one, other = house.collect(name="甲野一"), house.collect(name="乙野二")
    staff, manager, auditor = (house.signed_in(role) for role in (S, P, A))
    opened = ask(desk, "open", staff, record=one.number, **OPEN)
    assert opened["items"]["name"] == "甲野一"
    assert ask(desk, "open", manager, record=str(other.record_id), **OPEN)["items"]["name"] == "乙野二"
    assert refusal(desk, "open", auditor, record=one.number, **OPEN).ground == "role_not_allowed"
    statistics = {"purpose": "inquiry.statistics", "reason": "counting"}
    assert refusal(desk, "open", staff, record=one.number, **statistics).kind is Kind.REFUSED
    assert set(ask(desk, "open", manager, record=one.number, **statistics)["items"]) == {"topic"}
    assert (
        refusal(desk, "open", staff, record=one.number, purpose="brochure.send", reason="because").kind is Kind.REFUSED
    )


def test_the_worker_sees_no_more_than_a_reply_needs(house: House, desk: Desk) -> None:
    collected = house.collect()
    worker = Credential(CredentialKind.TOKEN, TOKEN)
    assert CANARY in ask(desk, "open", worker, record=collected.number, **OPEN)["items"].values()
    assert (
        refusal(desk, "open", worker, record=collected.number, purpose="newsletter", reason="sending").kind
        is Kind.REFUSED
    )


def test_an_opening_is_recorded_under_an_opaque_id(house: House, desk: Desk) -> None:
    staff = house.hire(S)
    collected = house.collect()
    opened = ask(desk, "open", house.session(staff), record=collected.number, **OPEN)
    (entry,) = house.entries("vault.record.opened")
    assert (entry["actor"], entry["event"], entry["record"]) == (
        str(staff.id),
        opened["event_id"],
        str(collected.record_id),
    )


def test_finding_closing_stopping_holding_and_erasing(house: House, desk: Desk) -> None:
    collected = house.collect(email="findme@example.jp")
    staff, manager = house.signed_in(S), house.signed_in(P)
    record = str(collected.record_id)
    (found,) = ask(desk, "find", staff, kind="email", value="findme@example.jp", **OPEN)
    assert found["number"] == collected.number
    assert ask(desk, "close", staff, record=record) is None
    assert refusal(desk, "close", staff, record=record).kind is Kind.CONFLICT
    hold = ask(desk, "hold", manager, record=record, matter="litigation", review_on="2999-12-31")
    assert refusal(desk, "erase", manager, record=record).ground == "on_hold"
    assert refusal(desk, "lift", manager, hold=hold).ground == "same_person"
    assert ask(desk, "lift", house.signed_in(P), hold=hold) is None
    assert ask(desk, "stop", staff, record=record, purpose="inquiry.statistics") is None
    entry = ask(desk, "erase", manager, record=record)
    assert [one["event"] for one in house.entries("vault.person.erased")] == [entry]
    assert refusal(desk, "open", staff, record=record, **OPEN).ground == "person_erased"


def test_what_has_run_out_is_ended_and_the_store_is_sound(house: House, desk: Desk) -> None:
    house.collect()
    worker = Credential(CredentialKind.TOKEN, TOKEN)
    assert ask(desk, "retain", worker) == {"grants": 0, "compartments": 0, "records": 0}
    report = ask(desk, "verify", worker)
    assert (report["records"], report["damages"]) == (1, [])


def test_a_new_key_is_kept_and_what_was_sealed_before_still_opens(house: House, desk: Desk) -> None:
    before = house.collect()
    assert ask(desk, "rotate", house.signed_in(D), purpose="inquiry.reply") == 2
    after = house.collect()
    staff = house.signed_in(S)
    restarted = house.desk()
    for one in (desk, restarted):
        for collected in (before, after):
            assert ask(one, "open", staff, record=collected.number, **OPEN)["items"]["name"] == CANARY
        assert ask(one, "status")["epochs"]["inquiry.reply"] == 2


def test_an_unknown_purpose_has_no_key_to_rotate(house: House, desk: Desk) -> None:
    assert refusal(desk, "rotate", house.signed_in(P), purpose="nothing").kind is Kind.NOT_FOUND


# --- arguments -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "changed", "ground"),
    [
        ("open", {"record": None}, "argument.form"),
        ("open", {"record": ""}, "argument.form"),
        ("open", {"record": 1}, "argument.form"),
        ("open", {"record": "x" * 65}, "argument.form"),
        ("open", {"reason": "a\0b"}, "argument.form"),
        ("open", {"reason": ["a"]}, "argument.form"),
        ("open", {"more": "x"}, "argument.names"),
        ("find", {"kind": "person"}, "argument.choice"),
        ("hold", {"review_on": "tomorrow!!"}, "argument.form"),
        ("lift", {"hold": "7K3M-92QF-0TBX"}, "argument.form"),
        ("lift", {"hold": "{00000000-0000-0000-0000-000000000001}"}, "argument.form"),
    ],
)
def test_an_argument_of_another_form_is_named_and_not_repeated(
    house: House, desk: Desk, verb: str, changed: dict[str, Value], ground: str
) -> None:
    error = refusal(desk, verb, house.signed_in(P), **{**ARGUMENTS[verb], **changed})
    assert (error.kind, error.ground) == (Kind.MALFORMED, ground)


def test_a_missing_argument_is_refused(house: House, desk: Desk) -> None:
    error = refusal(desk, "open", house.signed_in(P), record="x")
    assert error.ground == "argument.names"
    assert "purpose" in error.message


# --- refusals are recorded, or nothing is said at all -----------------------------------------------------------------------


def test_refusing_somebody_known_is_recorded(house: House, desk: Desk) -> None:
    auditor = house.hire(A)
    refusal(desk, "erase", house.session(auditor), **ARGUMENTS["erase"])
    refusal(
        desk, "open", house.session(auditor, account_authentication_methods=[{"method": "password", "at": time.time()}])
    )
    refusal(desk, "open", Credential(CredentialKind.KEY, "aza_nobody"))
    assert house.entries(Event.REFUSED) == [
        {"verb": "erase", "actor": str(auditor.id), "ground": "role_not_allowed"},
        {"verb": "open", "actor": str(auditor.id), "ground": "no_second_factor"},
    ]
    assert set(EVENTS) == set(Event)


def test_a_refusal_inside_an_act_is_recorded_once(house: House, desk: Desk) -> None:
    collected = house.collect()
    manager = house.hire(P)
    session = house.session(manager)
    record = str(collected.record_id)
    ask(desk, "hold", session, record=record, matter="litigation", review_on="2999-12-31")
    refusal(desk, "erase", session, record=record)
    refusal(desk, "open", session, record=record, **OPEN)
    assert house.entries(Event.REFUSED) == [{"verb": "erase", "actor": str(manager.id), "ground": "on_hold"}]
    assert [facts["ground"] for facts in house.entries("vault.record.refused")] == ["on_hold"]


def test_what_cannot_be_recorded_is_neither_shown_nor_refused(house: House, desk: Desk) -> None:
    collected = house.collect()
    staff, auditor = house.signed_in(S), house.signed_in(A)
    assert ask(desk, "status")["ledger_writable"] is True
    close_the_ledger(house)
    assert ask(desk, "status")["ledger_writable"] is False
    for credential, verb, arguments in [
        (staff, "open", {"record": collected.number, **OPEN}),
        (staff, "open", {"record": collected.number, "purpose": "newsletter", "reason": "because"}),
        (staff, "find", {"kind": "email", "value": "canary@example.jp", **OPEN}),
        (staff, "close", {"record": collected.number}),
        (auditor, "open", {"record": collected.number, **OPEN}),
    ]:
        answer = desk.answer(Request(verb, credential, arguments))
        assert CANARY.encode() not in answer
        error = refusal(desk, verb, credential, **arguments)
        assert error.kind is Kind.UNAVAILABLE, verb
    assert house.sql("SELECT closed_at FROM vault_record") == [(None,)]
    house.sql("GRANT EXECUTE ON FUNCTION ledger_append_all TO azukari_keeper")
    assert ask(desk, "open", staff, record=collected.number, **OPEN)["items"]["name"] == CANARY


def close_the_ledger(house: House) -> None:
    house.sql("REVOKE EXECUTE ON FUNCTION ledger_append_all FROM PUBLIC, azukari_keeper")


# --- errors that nobody foresaw ---------------------------------------------------------------------------------------------


def test_an_error_of_unknown_kind_hides_its_text(
    house: House, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_call: Call) -> Value:
        raise ValueError(CANARY)

    changed = {**VERBS, "status": forms.Verb(broken, {}, roles=forms.PUBLIC)}
    monkeypatch.setattr("azukari.keeper.desk.VERBS", changed)
    with caplog.at_level(logging.INFO):
        answer = desk.answer(Request("status", None, {}))
    assert CANARY.encode() not in answer
    error = refusal(desk, "status")
    assert (error.kind, error.ground) == (Kind.INTERNAL, "internal")
    assert CANARY not in caplog.text
    assert "ValueError at test_desk.py" in caplog.text


def test_an_answer_too_long_for_a_frame_is_no_answer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = {**VERBS, "status": forms.Verb(lambda _call: "x" * (1 << 20), {}, roles=forms.PUBLIC)}
    monkeypatch.setattr("azukari.keeper.desk.VERBS", changed)
    with pytest.raises(MalformedError) as caught:
        ask(desk, "status")
    assert caught.value.ground == "frame.length"


def test_nothing_personal_is_logged_or_entered_on_any_path(
    house: House, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    collected = house.collect()
    staff = house.signed_in(S)
    canaries: list[Value] = [CANARY, "canary@example.jp"]
    with caplog.at_level(logging.DEBUG):
        ask(desk, "open", staff, record=collected.number, **OPEN)
        for canary in canaries:
            for verb in [*VERBS, str(canary)]:
                arguments = dict.fromkeys(ARGUMENTS.get(verb, {}), canary)
                for credential in (staff, None, Credential(CredentialKind.KEY, str(canary))):
                    desk.answer(Request(verb, credential, arguments))
        house.sql("DROP TABLE vault_access_event CASCADE")
        assert refusal(desk, "open", staff, record=collected.number, **OPEN).kind is Kind.UNAVAILABLE
    for canary in canaries:
        assert str(canary) not in caplog.text
        assert str(canary).encode() not in house.everything_in_the_ledger()
    assert staff.value not in caplog.text


def test_a_database_that_is_away_is_unavailable_and_comes_back(house: House) -> None:
    main, person_keys = house.databases()
    desk = house.desk()
    collected = house.collect()
    staff = house.signed_in(S)
    ((name,),) = house.sql("SELECT current_database()")
    house.lock_out(name)
    try:
        assert refusal(desk, "open", staff, record=collected.number, **OPEN).kind is Kind.UNAVAILABLE
        assert ask(desk, "status")["database"] is False
    finally:
        house.let_in(name)
    began = time.monotonic()
    while True:
        try:
            opened = ask(desk, "open", staff, record=collected.number, **OPEN)
            break
        except UnavailableError:
            assert time.monotonic() - began < 15
    assert opened["items"]["name"] == CANARY
    assert main is not person_keys


def test_the_session_of_one_does_not_outlive_its_end_in_the_midst_of_work(house: House, desk: Desk) -> None:
    collected = house.collect()
    session = house.signed_in(S)
    ask(desk, "open", session, record=collected.number, **OPEN)
    house.clock_shift = timedelta(hours=9)
    with pytest.raises(UnauthenticatedError):
        ask(desk, "open", session, record=collected.number, **OPEN)
