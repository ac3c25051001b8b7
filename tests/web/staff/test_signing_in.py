"""Signing in with two factors, and being led to them."""

import time

from django.contrib.auth.hashers import check_password, make_password
from django.test import Client, override_settings

from azukari.base.clock import system_clock
from azukari.statement.purposes import Role
from azukari.web.staff.services import demo_code
from azukari.web.staff.signin import LONGEST_SECONDS, STAFF_SETTINGS
from tests.web.staff.conftest import Door
from tests.web.staff.people import PASSWORD, SECRET, Person, enlisted, hired


def _sign_in(browser: Client, username: str, password: str = PASSWORD) -> str:
    answer = browser.post("/en/sign-in/", {"login": username, "password": password}, secure=True)
    return answer.headers.get("Location", "")


def test_a_password_is_kept_at_the_cost_that_the_product_sets() -> None:
    """The other tests here keep theirs at a lower one."""
    with override_settings(PASSWORD_HASHERS=STAFF_SETTINGS["PASSWORD_HASHERS"]):
        kept = make_password(PASSWORD)
        assert kept.startswith("scrypt$16384$")
        assert check_password(PASSWORD, kept)
        assert not check_password("four quiet herons at dawn", kept)


def test_the_first_page_greets_who_signed_in(clerk: Person) -> None:
    answer = clerk.get("/en/")
    assert answer.status_code == 200
    assert "The service_staff" in answer.content.decode()


def test_a_stranger_is_led_to_the_sign_in_page(door: Door) -> None:
    for path in ("/en/", "/en/open/", "/en/ledger/", "/en/people/", "/en/own/factors/"):
        answer = Client().get(path, secure=True)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/en/sign-in/?next=")


def test_a_wrong_password_opens_nothing(door: Door) -> None:
    enlisted(Role.AUDITOR)
    browser = Client()
    assert _sign_in(browser, "auditor", "four quiet herons at dawn") == ""
    assert browser.get("/en/", secure=True).status_code == 302


def test_a_password_without_the_second_factor_opens_nothing(door: Door) -> None:
    enlisted(Role.AUDITOR)
    browser = Client()
    assert _sign_in(browser, "auditor") == "/en/sign-in/code/"
    assert browser.get("/en/", secure=True).headers["Location"].startswith("/en/sign-in/")
    answer = browser.post("/en/sign-in/code/", {"code": "000000"}, secure=True)
    assert answer.status_code == 200
    assert browser.get("/en/", secure=True).status_code == 302


def test_a_closed_account_does_not_sign_in(door: Door) -> None:
    user = enlisted(Role.AUDITOR)
    user.is_active = False
    user.save()
    browser = Client()
    _sign_in(browser, "auditor")
    assert browser.get("/en/", secure=True).status_code == 302


def test_a_newcomer_chooses_a_password_and_a_second_factor_before_anything_else(door: Door) -> None:
    enlisted(Role.PRIVACY_MANAGER, totp_secret=None)
    browser = Client()
    assert _sign_in(browser, "privacy-manager") == "/en/"
    for path in ("/en/", "/en/open/", "/en/own/factors/app/", "/en/own/first-factor/"):
        assert browser.get(path, secure=True).headers["Location"] == "/en/own/password/"
    chosen = {"oldpassword": PASSWORD, "password1": "nine slow turtles", "password2": "nine slow turtles"}
    assert browser.post("/en/own/password/", chosen, secure=True).status_code == 302
    for path in ("/en/", "/en/open/", "/en/ledger/", "/en/own/factors/codes/new/", "/en/own/keys/"):
        assert browser.get(path, secure=True).headers["Location"] == "/en/own/first-factor/"
    page = browser.get("/en/own/factors/app/", secure=True)
    code = demo_code(page.context["form"].secret, system_clock())
    answer = browser.post("/en/own/factors/app/", {"code": code}, secure=True)
    assert answer.headers["Location"] == "/en/own/factors/codes/"
    assert len(browser.get("/en/own/factors/codes/", secure=True).context["unused_codes"]) == 10
    assert browser.get("/en/", secure=True).status_code == 200


def test_a_session_from_before_the_second_factor_must_show_it(door: Door) -> None:
    user = enlisted(Role.AUDITOR, totp_secret=None)
    user.must_change_password = False
    user.save()
    browser, other = Client(), Client()
    _sign_in(browser, "auditor")
    _sign_in(other, "auditor")
    page = browser.get("/en/own/factors/app/", secure=True)
    secret = page.context["form"].secret
    browser.post("/en/own/factors/app/", {"code": demo_code(secret, system_clock())}, secure=True)
    assert browser.get("/en/", secure=True).status_code == 200
    for path in ("/en/", "/en/own/factors/passkeys/add/", "/en/own/factors/codes/", "/en/own/password/"):
        assert other.get(path, secure=True).headers["Location"] == "/en/confirm/code/"


def test_the_last_factor_stays(clerk: Person) -> None:
    clerk.prove()
    answer = clerk.post("/en/own/factors/app/remove/")
    assert answer.status_code == 200
    assert "only second factor" in answer.content.decode()


def test_the_secret_of_a_factor_is_sealed_in_the_database(door: Door, clerk: Person) -> None:
    ((data,),) = door.house.sql("SELECT data::text FROM mfa_authenticator")
    assert SECRET not in data
    assert '"v1.' in data


def test_a_session_ends_after_eight_hours_however_busy_it_is(clerk: Person) -> None:
    session = clerk.browser.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - LONGEST_SECONDS + 60
    session.save()
    assert clerk.get("/en/").status_code == 200
    session = clerk.browser.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - LONGEST_SECONDS - 1
    session.save()
    assert clerk.get("/en/").status_code == 302


def test_a_session_ends_after_half_an_hour_of_silence(door: Door, clerk: Person) -> None:
    door.house.sql("UPDATE django_session SET expire_date = expire_date - interval '29 minutes'")
    assert clerk.get("/en/").status_code == 200  # and counts anew from here
    door.house.sql("UPDATE django_session SET expire_date = expire_date - interval '31 minutes'")
    assert clerk.get("/en/").status_code == 302


def test_the_cookie_is_strict_secure_and_the_only_one(door: Door, clerk: Person) -> None:
    answer = clerk.get("/en/")
    assert list(clerk.browser.cookies) == ["azukari_staff"]
    cookie = answer.cookies["azukari_staff"]
    assert (cookie["samesite"], cookie["secure"], cookie["httponly"]) == ("Strict", True, True)
    assert not cookie["max-age"]


def test_guessing_is_slowed_down(door: Door) -> None:
    enlisted(Role.AUDITOR)
    browser = Client()
    for _ in range(10):
        _sign_in(browser, "auditor", "a wrong one entirely")
    assert _sign_in(browser, "auditor") == ""
    assert _sign_in(Client(REMOTE_ADDR="127.0.0.3"), "auditor") != "", "a stranger's guesses lock nobody out"


def test_signing_out_ends_the_session(door: Door, clerk: Person) -> None:
    assert clerk.post("/en/sign-out/").status_code == 302
    assert clerk.get("/en/").status_code == 302
    hired(door.house, Role.AUDITOR)
