"""The application around a desk that breaks: every answer has its headers and its form, and no error's text gets out."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar, get
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.testing import TestClient

from azukari.api.guard import HEADERS, Guard
from azukari.api.problems import HANDLERS
from azukari.base.errors import AzukariError, NotFoundError, TamperedError, UnavailableError


class BrokenError(AzukariError):
    """hanako@example.co.jp is in the text of this error."""


@get("/internal")
async def internal() -> None:
    raise BrokenError


@get("/unknown")
async def unknown() -> None:
    raise ValueError("hanako@example.co.jp")


@get("/tampered")
async def tampered() -> None:
    raise TamperedError("hanako@example.co.jp", ground="tampered:record")


@get("/away")
async def away() -> None:
    raise UnavailableError


@get("/gone")
async def gone() -> None:
    raise NotFoundError("There is no such record.", ground="record_unknown")


@get("/teapot")
async def teapot() -> None:
    raise HTTPException("hanako@example.co.jp", status_code=418)


@pytest.fixture
def client() -> Iterator[TestClient[Guard]]:
    app = Litestar(
        [internal, unknown, tampered, away, gone, teapot],
        exception_handlers=HANDLERS,
        logging_config=None,
        openapi_config=None,
        state=State({"methods": ()}),
    )
    with TestClient(Guard(app, hosts=frozenset({"testserver.local"}))) as made:
        yield made


@pytest.mark.parametrize(
    ("path", "status", "ground"),
    [
        ("/internal", 500, "internal"),
        ("/unknown", 500, "internal"),
        ("/tampered", 500, "tampered:record"),
        ("/away", 503, "unavailable"),
        ("/gone", 404, "record_unknown"),
        ("/teapot", 500, "internal"),
        ("/nowhere", 404, "address_unknown"),
    ],
)
def test_every_error_has_one_form(
    client: TestClient[Guard], path: str, status: int, ground: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.get(path)
    assert (answer.status_code, answer.json()["ground"]) == (status, ground)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "hanako" not in answer.text + "".join(record.getMessage() for record in caplog.records)
    assert {name.decode() for name, _ in HEADERS} <= set(answer.headers)
    assert ("retry-after" in answer.headers) == (status == 503)


@pytest.mark.parametrize("host", ["elsewhere.example", "", "testserver.local.evil.example", "x:testserver.local"])
def test_other_hosts(client: TestClient[Guard], host: str) -> None:
    answer = client.get("/gone", headers={"Host": host})
    assert (answer.status_code, answer.json()["ground"]) == (421, "host")


@pytest.mark.parametrize("host", ["testserver.local", "TestServer.local", "testserver.local:8445"])
def test_own_hosts(client: TestClient[Guard], host: str) -> None:
    assert client.get("/gone", headers={"Host": host}).status_code == 404


def test_an_error_outside_of_the_application(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    async def broken(scope: object, receive: object, send: object) -> None:
        raise RuntimeError("hanako@example.co.jp")

    client = TestClient(Guard(broken, hosts=frozenset({"testserver.local"})))
    answer = client.get("/")
    assert (answer.status_code, answer.json()["ground"]) == (500, "internal")
    assert "hanako" not in answer.text + caplog.text
