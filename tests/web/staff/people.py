"""Members of staff with a browser."""

import time
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import ScryptPasswordHasher
from django.test import Client

from azukari.base.clock import system_clock
from azukari.statement.purposes import Role
from azukari.web.database import DjangoDatabase
from azukari.web.staff.models import StaffUser
from azukari.web.staff.services import NewStaff, create_staff, demo_code
from tests.keeper.house import House

PASSWORD = "four quiet herons at dusk"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class QuickScrypt(ScryptPasswordHasher):
    """The product's way to keep a password, at a cost that nobody waits for."""

    work_factor = 2
    parallelism = 1


@dataclass
class Person:
    """Somebody who is signed in with both factors."""

    user: StaffUser
    browser: Client

    def get(self, path: str, **query: Any) -> Any:
        return self.browser.get(path, query, secure=True)

    def post(self, path: str, **sent: Any) -> Any:
        return self.browser.post(path, sent, secure=True)

    def prove(self) -> None:
        """Answer to "is it still you?" just now."""
        session = self.browser.session
        records = session["account_authentication_methods"]
        records.append({"method": "password", "at": time.time(), "reauthenticated": True})
        session["account_authentication_methods"] = records
        session.save()


def enlisted(role: Role, name: str = "", *, totp_secret: str | None = SECRET) -> StaffUser:
    new = NewStaff(name or role.value.replace("_", "-"), role, display_name=f"The {role.value}")
    return create_staff(DjangoDatabase(), new, password=PASSWORD, now=system_clock(), totp_secret=totp_secret)


def hired(house: House, role: Role, name: str = "") -> Person:
    """Give somebody an account, and let them sign in through the pages."""
    del house
    user = enlisted(role, name)
    browser = Client()
    answer = browser.post("/en/sign-in/", {"login": user.username, "password": PASSWORD}, secure=True)
    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"] == "/en/sign-in/code/"
    answer = browser.post("/en/sign-in/code/", {"code": demo_code(SECRET, system_clock())}, secure=True)
    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"] == "/en/"
    return Person(user, browser)
