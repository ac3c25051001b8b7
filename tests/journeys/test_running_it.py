"""The operator starts it, publishes a new version while it runs, stops it and starts it again."""

import http.client
import json
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import azukari
from azukari.cli.example_people import read_submissions, send_in
from azukari.cli.visitor import Form, Page
from tests.journeys.product import Product, started

pytestmark = pytest.mark.journey

_PEOPLE = (Path(azukari.__file__).parent / "example" / "modern" / "people.toml").read_text(encoding="utf-8")
_INQUIRY = next(one for one in read_submissions(_PEOPLE) if one.service == "inquiry")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Run an installation that this module may change."""
    folder = tmp_path_factory.mktemp("own") / "demo"
    folder.parent.chmod(0o755)
    with started(folder) as product:
        yield product


def _azukari(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "azukari.cli.main", *arguments], capture_output=True, text=True, check=False
    )


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])


def test_plain_http_leads_to_https(own: Product) -> None:
    connection = http.client.HTTPConnection("localhost", _port(own.plain), timeout=10)
    connection.request("GET", "/ja/matrix/")
    answer = connection.getresponse()
    assert answer.status == 308
    assert answer.headers["Location"] == f"{own.public}/ja/matrix/"
    connection.close()


@pytest.mark.parametrize("door", ["public", "portal", "staff", "api"])
def test_old_tls_is_refused_and_the_new_says_so(own: Product, door: str) -> None:
    port = _port(getattr(own, door))
    old = ssl.create_default_context(cafile=str(own.authority))
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises((ssl.SSLError, ConnectionResetError)), socket.create_connection(("localhost", port)) as plain:
        old.wrap_socket(plain, server_hostname="localhost")
    new = ssl.create_default_context(cafile=str(own.authority))
    with (
        socket.create_connection(("localhost", port)) as plain,
        new.wrap_socket(plain, server_hostname="localhost") as secured,
    ):
        assert secured.version() == "TLSv1.3"


def test_a_home_is_served_once(own: Product) -> None:
    done = _azukari("serve", str(own.home.path))
    assert done.returncode == 6
    assert "served already" in done.stderr


def test_an_invalid_statement_does_not_replace_the_running_one(own: Product) -> None:
    services = own.home.statement / "services" / "inquiry.toml"
    good = services.read_text(encoding="utf-8")
    services.write_text(good.replace("purposes = [", "purposs = [", 1), encoding="utf-8")
    done = _azukari("statement", "publish", str(own.home.path), "--approver", "空野 朗")
    services.write_text(good, encoding="utf-8")
    assert done.returncode == 1, done.stderr
    assert "services/inquiry.toml:" in done.stdout
    assert "modern-1" in own.visitor().get("/ja/").text


def test_a_form_that_was_open_is_shown_the_new_text_before_it_is_sent(own: Product) -> None:
    visitor = own.visitor()
    page = visitor.get("/ja/services/inquiry/")
    _publish_next(own)
    time.sleep(2.2)
    typed = {**_INQUIRY.values, "az-agree": ["on"]}
    shown = visitor.send(page, _form(page), typed)
    assert "/complete/" not in shown.url
    assert "modern-2" in shown.text
    assert _INQUIRY.values["body"][0].splitlines()[0] in shown.text
    time.sleep(2.2)
    done = send_in(visitor, shown, _INQUIRY)
    assert "/complete/" in done.url


def test_anybody_verifies_the_ledger_from_its_address(own: Product) -> None:
    key = own.home.environment("public")["AZUKARI_LEDGER_KEY"]
    address = f"{own.public}/ledger/"
    done = _azukari("ledger", "verify", address, "--key", key, "--authority", str(own.authority), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["origin"] == "hibari.example/ledger"
    untrusted = _azukari("ledger", "verify", address, "--key", key)
    assert untrusted.returncode == 9
    assert "--authority" in untrusted.stderr
    assert _azukari("ledger", "verify", own.plain, "--key", key).returncode == 2


def test_it_comes_back_with_everything_it_had(own: Product) -> None:
    entries = _verified_entries(own)
    versions = own.visitor().get("/ja/versions/").text
    own.process.send_signal(2)
    own.process.wait(60)
    folder = own.home.path
    settings = folder / "azukari.toml"
    ports = {
        name: int(found) for name, found in re.findall(r"^(\w+_port) = (\d+)$", settings.read_text(), re.MULTILINE)
    }
    with started(folder) as again:
        again.public = f"https://localhost:{ports['public_port']}"
        assert again.visitor().get("/ja/versions/").text == versions
        assert "sha256" not in "".join(again.said)
        assert _verified_entries(again) >= entries


def _publish_next(own: Product) -> None:
    header = own.home.statement / "statement.toml"
    header.write_text(header.read_text(encoding="utf-8").replace("modern-1", "modern-2"), encoding="utf-8")
    done = _azukari("statement", "publish", str(own.home.path), "--approver", "空野 朗", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["version"] == "modern-2"


def _form(page: Page) -> Form:
    return next(form for form in page.forms() if "az-agree" in form.boxes)


def _verified_entries(product: Product) -> int:
    done = _azukari("ledger", "verify", str(product.home.path), "--json")
    assert done.returncode == 0, done.stderr
    size = json.loads(done.stdout)["size"]
    assert isinstance(size, int)
    return size
