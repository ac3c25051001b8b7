"""Signing in with two factors, and being led to them."""

from tests.web.staff.conftest import Door
from tests.web.staff.people import Person


def test_the_first_page_greets_who_signed_in(door: Door, clerk: Person) -> None:
    answer = clerk.get("/en/")
    assert answer.status_code == 200
    assert "The service_staff" in answer.content.decode()
