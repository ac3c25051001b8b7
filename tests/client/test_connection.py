"""The API is reached over HTTPS, under a certificate that is verified, and nothing leads elsewhere."""

import ssl
from pathlib import Path

import httpx
import pytest

from azukari.client import Client
from azukari.client.connection import lost, place
from azukari.client.wish import Lost
from tests.client.conftest import KEY


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example/",
        "api.example",
        "https://",
        "https://api.example/v2/",
        "https://somebody:secret@api.example/",
        "https://api.example/?key=1",
        "ftp://api.example/",
    ],
)
def test_only_https_is_spoken(url: str) -> None:
    with pytest.raises(ValueError, match="https://HOST:PORT/"):
        Client(url, KEY)


@pytest.mark.parametrize(
    "url", ["https://api.example:8445", "https://api.example:8445/", "https://api.example:8445/v1/"]
)
def test_the_address_may_be_the_one_of_the_guide(url: str) -> None:
    assert repr(Client(url, KEY)) == "Client('https://api.example:8445/')"


@pytest.mark.parametrize("key", ["azk_漢字", "azk_1 azk_2", "azk_1\nazk_2", "azk_\x00"])
def test_a_key_that_cannot_be_sent_is_not_repeated(key: str) -> None:
    with pytest.raises(ValueError, match="visible ASCII") as raised:
        Client("https://api.example/", key)
    assert "azk_" not in str(raised.value)


def test_a_file_with_the_key_may_end_with_a_line_feed() -> None:
    assert place("https://api.example/", f"{KEY}\n", None, 1).key == KEY


def test_certificates_are_verified_unless_a_context_says_otherwise(tmp_path: Path) -> None:
    assert place("https://api.example/", KEY, None, 1).options()["verify"] is True
    own = ssl.create_default_context()
    assert place("https://api.example/", KEY, own, 1).options()["verify"] is own
    with pytest.raises(FileNotFoundError):
        Client("https://api.example/", KEY, authority=tmp_path / "missing.pem")


def test_nothing_of_the_environment_and_no_answer_leads_elsewhere() -> None:
    options = place("https://api.example/", KEY, None, 1).options()
    assert (options["trust_env"], options["follow_redirects"]) == (False, False)


def test_what_did_not_go_out_is_known() -> None:
    assert lost(httpx.ConnectError("")) == Lost(sent=False)
    assert lost(httpx.ReadTimeout("")) == Lost(sent=True)
    assert lost(httpx.DecodingError("")) == Lost(sent=True)
    untrusted = httpx.ConnectError("")
    untrusted.__cause__ = ssl.SSLCertVerificationError()
    assert lost(untrusted) == Lost(sent=False, trusted=False)
