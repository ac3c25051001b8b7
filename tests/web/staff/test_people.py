"""Accounts: made, changed, closed and reset by an administrator, each with a fresh proof and a ledger entry."""

from typing import Any

import pytest
from django.test import Client

from azukari.base.clock import system_clock
from azukari.base.errors import ConflictError, MalformedError, RefusedError
from azukari.statement.purposes import Role
from azukari.web.database import DjangoDatabase
from azukari.web.staff.models import AccessKey, StaffUser
from azukari.web.staff.services import NewStaff, create_staff, deactivate
from tests.web.staff.conftest import Door
from tests.web.staff.people import PASSWORD, Person, enlisted

NEW = {"username": "newcomer", "display_name": "Newcomer", "email": "", "role": "service_staff"}


def test_an_administrator_adds_somebody_who_can_sign_in_once(door: Door, administrator: Person) -> None:
    administrator.prove()
    answer = administrator.post("/en/people/add/", **NEW)
    password = answer.context["password"]
    assert password in answer.content.decode()
    browser = Client()
    signed = browser.post("/en/sign-in/", {"login": "newcomer", "password": password}, secure=True)
    assert signed.status_code == 302
    assert browser.get("/en/", secure=True).headers["Location"] == "/en/own/password/"
    facts = door.house.entries("staff.user.created")[-1]
    made = StaffUser.objects.get(username="newcomer")
    assert facts == {"user": str(made.pk), "role": "service_staff", "by": str(administrator.user.pk)}
    assert b"newcomer" not in door.house.everything_in_the_ledger()


def test_a_grave_act_asks_who_is_there_and_then_goes_on(door: Door, administrator: Person) -> None:
    other = enlisted(Role.AUDITOR)
    path = f"/en/people/{other.pk}/role/"
    asked = administrator.post(path, role="privacy_manager")
    assert asked.headers["Location"].startswith("/en/confirm/")
    other.refresh_from_db()
    assert other.role == "auditor"
    where, _, after = asked.headers["Location"].partition("?next=")
    assert after
    assert administrator.post(where, password="a wrong one", next=path).status_code == 200
    administrator.post(where, password=PASSWORD, next=path)
    other.refresh_from_db()
    assert other.role == "privacy_manager"
    assert door.house.entries("staff.user.role_changed")[-1]["before"] == "auditor"


def test_others_change_no_account(door: Door, manager: Person, clerk: Person, auditor: Person) -> None:
    target = enlisted(Role.AUDITOR, "target")
    for person in (manager, clerk, auditor):
        person.prove()
        for act, sent in (("role", {"role": "administrator"}), ("active", {"active": "false"}), ("reset", {})):
            assert person.post(f"/en/people/{target.pk}/{act}/", **sent).status_code == 403
        assert person.post("/en/people/add/", **NEW).status_code == 403
    target.refresh_from_db()
    assert (target.role, target.is_active, target.must_change_password) == ("auditor", True, False)


def test_closing_an_account_ends_its_session_and_keys(door: Door, administrator: Person, clerk: Person) -> None:
    clerk.prove()
    clerk.post("/en/own/keys/add/", name="try", hours="1")
    administrator.prove()
    administrator.post(f"/en/people/{clerk.user.pk}/active/", active="false")
    assert clerk.get("/en/").status_code == 302
    assert AccessKey.objects.get(user=clerk.user).revoked_at is not None
    assert door.house.entries("staff.user.deactivated")[-1]["keys_revoked"] == 1
    administrator.post(f"/en/people/{clerk.user.pk}/active/", active="true")
    assert StaffUser.objects.get(pk=clerk.user.pk).is_active
    assert clerk.get("/en/").status_code == 302, "an old session does not come back with the account"
    assert len(door.house.entries("staff.user.reactivated")) == 1


def test_a_reset_takes_password_factors_and_sessions_away(administrator: Person, clerk: Person) -> None:
    administrator.prove()
    answer = administrator.post(f"/en/people/{clerk.user.pk}/reset/")
    assert clerk.get("/en/").status_code == 302
    browser = Client()
    sent = {"login": clerk.user.username, "password": answer.context["password"]}
    assert browser.post("/en/sign-in/", sent, secure=True).headers["Location"] == "/en/"
    assert browser.get("/en/", secure=True).headers["Location"] == "/en/own/password/"


def test_nobody_changes_their_own_account(administrator: Person) -> None:
    administrator.prove()
    for act, sent in (("role", {"role": "privacy_manager"}), ("active", {"active": "false"}), ("reset", {})):
        answer = administrator.post(f"/en/people/{administrator.user.pk}/{act}/", **sent)
        assert answer.status_code == 302
    page = administrator.get(f"/en/people/{administrator.user.pk}/").content.decode()
    assert "Nobody changes their own role" in page
    assert StaffUser.objects.get(pk=administrator.user.pk).role == "administrator"


def test_the_last_administrator_stays(door: Door, administrator: Person) -> None:
    second = enlisted(Role.ADMINISTRATOR, "second")
    deactivate(DjangoDatabase(), second.pk, actor=administrator.user, now=system_clock())
    with pytest.raises(RefusedError) as caught:
        deactivate(DjangoDatabase(), administrator.user.pk, actor=second, now=system_clock())
    assert caught.value.ground == "last_administrator"
    assert StaffUser.objects.get(pk=administrator.user.pk).is_active


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewStaff("Sato Hanako", Role.AUDITOR), MalformedError),
        (NewStaff("sato", Role.SYSTEM), MalformedError),
        (NewStaff("taken", Role.AUDITOR), ConflictError),
    ],
)
def test_an_account_that_may_not_be_is_not_made(door: Door, new: NewStaff, error: type[Exception]) -> None:
    enlisted(Role.AUDITOR, "taken")
    with pytest.raises(error):
        create_staff(DjangoDatabase(), new, password=PASSWORD, now=system_clock())
    assert StaffUser.objects.count() == 1
    assert len(door.house.entries("staff.user.created")) == 1


def test_an_account_and_its_entry_are_made_together_or_not_at_all(door: Door, monkeypatch: Any) -> None:
    door.house.sql("REVOKE EXECUTE ON FUNCTION ledger_append_all FROM azukari_staff")
    with pytest.raises(Exception, match="permission denied"):
        enlisted(Role.AUDITOR)
    assert StaffUser.objects.count() == 0
