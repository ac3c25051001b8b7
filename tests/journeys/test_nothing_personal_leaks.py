"""A canary is sent through every form and every way a form can fail; then no file of the installation may hold it."""

import http.client
import secrets
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import azukari
from azukari.cli.example_people import Submission, read_submissions, send_in
from azukari.cli.visitor import Page, Visitor
from azukari.statement.bundle import parse, read_folder
from tests.journeys.portal import come_in, number_of
from tests.journeys.product import Product, wait_for

pytestmark = pytest.mark.journey

CANARY = f"canary{secrets.token_hex(8)}"
PHONE = "0000" + "".join(secrets.choice("123456789") for _ in range(4))
_PEOPLE = Path(azukari.__file__).parent / "example" / "modern" / "people.toml"
_PLACES = ("log", "ledger", "ledger-head", "database", "run", "keys", "statement")


def _with_canary(submission: Submission) -> Submission:
    """Put the canary into everything that a person types freely."""
    typed = dict(submission.values)
    for name, value in {
        "name": f"カナリア {CANARY}",
        "email": f"{CANARY}@person.example",
        "phone": f"03-{PHONE[:4]}-{PHONE[4:]}",
        "body": f"本文 {CANARY}",
        "comment": f"感想 {CANARY}",
        "address-street": f"{CANARY} 1-1",
        "address-building": CANARY,
        "organisation": f"{CANARY} 株式会社",
    }.items():
        if name in typed:
            typed[name] = [value]
    return Submission(submission.service, submission.language, typed, submission.permissions)


@pytest.fixture(scope="module")
def sent(product: Product) -> list[Page]:
    """Send the canary through all six services."""
    visitor = product.visitor()
    of_each = {one.service: one for one in read_submissions(_PEOPLE.read_text(encoding="utf-8"))}
    assert len(of_each) == 6
    pages = [(_with_canary(one), visitor.get(f"/{one.language}/services/{one.service}/")) for one in of_each.values()]
    _let_a_person_read()
    return [send_in(visitor, page, one) for one, page in pages]


def _let_a_person_read() -> None:
    time.sleep(2.2)


def _failing(product: Product) -> Iterator[int]:
    """Fail in every way a visitor can, each time with the canary in it."""
    visitor = product.visitor()
    page = visitor.get("/ja/services/inquiry/")
    form = next(form for form in page.forms() if "az-agree" in form.boxes)
    for typed in (
        {"name": CANARY, "email": f"{CANARY}＠", "unknown-key": CANARY},
        {"name": CANARY, "body": CANARY * 2000},
        {"name": CANARY, "body": f"{CANARY} 4111 1111 1111 1111"},
        {"az-draft": f"{CANARY}", "name": CANARY},
        {f"key-{CANARY}": "1"},
    ):
        yield visitor.send(page, form, {name: [value] for name, value in typed.items()}).status
    yield visitor.get(f"/ja/{CANARY}/").status
    yield visitor.get(f"/ja/services/{CANARY}/").status
    yield visitor.get(f"/ja/complete/{CANARY}/").status
    yield visitor.get(f"/ja/?q={CANARY}").status
    yield _raw(product, "POST", "/ja/services/inquiry/confirm/", (CANARY * 40_000).encode())
    yield _raw(product, "PUT", "/ja/services/inquiry/", CANARY.encode())
    yield _raw(product, "GET", f"/%ff{CANARY}", b"")
    yield _raw(product, "GET", "/ja/", b"", Cookie=CANARY, Referer=f"https://x.example/{CANARY}")
    yield _raw(product, "GET", "/ja/", b"", Host=f"{CANARY}.example")


def _raw(product: Product, method: str, path: str, body: bytes, **headers: str) -> int:
    context = ssl.create_default_context(cafile=str(product.authority))
    connection = http.client.HTTPSConnection(
        "localhost", int(product.public.rpartition(":")[2]), context=context, timeout=30
    )
    try:
        connection.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})
        return connection.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        return 413  # refused before the body was read
    finally:
        connection.close()


def _at_the_portal(product: Product, number: str) -> None:
    """Come in as the person, and type the canary into everything that takes a text."""
    person = come_in(product, number)
    for path, fields in (
        ("/ja/requests/new/complaint/", {"text": [f"苦情 {CANARY}"]}),
        ("/ja/requests/new/stop-use/", {"text": [CANARY], "use": [CANARY]}),
        ("/ja/requests/new/complaint/", {"text": [CANARY * 400]}),
        ("/ja/join/", {"number": [CANARY]}),
    ):
        page = person.get(path)
        person.send(page, next(form for form in page.forms() if form.action.endswith(path)), fields)
    for said in (f"{CANARY}@person.example", f"{CANARY}@unknown.example", CANARY):
        stranger = Visitor(product.portal, authority=product.authority)
        page = stranger.get("/ja/")
        asked = stranger.send(page, page.forms()[0], {"said": [said]})
        stranger.send(asked, asked.forms()[0], {"code": [CANARY]})
    person.get(f"/ja/requests/{CANARY}/?q={CANARY}")


def test_failures_are_told_as_failures(product: Product, sent: list[Page]) -> None:
    statuses = list(_failing(product))
    assert sent
    assert 500 not in statuses
    assert statuses.count(200) <= 2 + 3


def test_no_file_holds_the_canary(product: Product, sent: list[Page]) -> None:
    list(_failing(product))
    _at_the_portal(product, number_of(sent[0]))
    mails = len(sent)
    wait_for(
        lambda: _mails_with_canary(product) >= mails
    )  # so that the worker and the keeper have had it in their hands
    found = [str(path) for path in _files(product.home.path) if _holds(path)]
    assert found == []


def test_the_search_would_find_it(product: Product, sent: list[Page]) -> None:
    assert sent
    planted = product.home.log / "planted"
    planted.write_text(f"one line with {CANARY} in it")
    assert [path for path in _files(product.home.path) if _holds(path)] == [planted]
    planted.unlink()


def _files(home: Path) -> Iterator[Path]:
    for place in _PLACES:
        yield from (path for path in (home / place).rglob("*") if path.is_file())


def _holds(path: Path) -> bool:
    data = path.read_bytes()
    return any(
        wanted in data
        for wanted in (CANARY.encode(), CANARY.encode("utf-16-le"), PHONE.encode(), f"{PHONE[:4]}-{PHONE[4:]}".encode())
    )


def _mails_with_canary(product: Product) -> int:
    return sum(CANARY.encode() in path.read_bytes() for path in product.home.mail.glob("*.eml"))


def test_a_visitor_gets_no_cookie_anywhere(product: Product, sent: list[Page]) -> None:
    visitor: Visitor = product.visitor()
    statement = parse(read_folder(product.home.statement))
    for path in ("/", "/ja/", "/en/", *(f"/ja/services/{service.id}/" for service in statement.services)):
        visitor.get(path)
    assert visitor.cookies == {}
    assert all("set-cookie" not in page.headers for page in sent)
