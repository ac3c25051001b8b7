"""Somebody checks us: the connection, the ledger, and the well-known files."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from azukari.host.certificates import local_certificate
from tests.web.public.door import BROCHURE, Door


def test_the_connection_page_says_how_this_visit_is_protected(quiet_door: Door) -> None:
    page = quiet_door.get("/ja/connection/")
    assert "TLS 1.3" in page.text
    assert "HTTP/1.1" in page.text
    assert "365日間" in page.text
    plain = quiet_door.client.get("/ja/connection/").content.decode()
    assert "暗号化されていません" in plain


def test_an_older_minimum_is_not_called_exact(quiet_door: Door, settings: Any) -> None:
    settings.AZUKARI_TLS_MINIMUM = "tls1.2"
    assert "TLS 1.2 / 1.3" in quiet_door.get("/en/connection/").text


def test_the_ledger_page_gives_the_key_and_the_command(door: Door, settings: Any) -> None:
    door.complete(BROCHURE)
    door.sequencer.run_once()
    page = door.get("/en/ledger/")
    assert settings.AZUKARI_LEDGER_KEY in page.words
    assert "azukari ledger verify https://testserver/ledger/" in page.words
    assert "hibari.example/ledger" in page.text


def test_tiles_and_checkpoint_are_served_as_they_are(door: Door) -> None:
    door.sequencer.run_once()
    checkpoint = door.get("/ledger/checkpoint")
    assert checkpoint.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert checkpoint.headers["Cache-Control"] == "no-cache"
    assert checkpoint.body == (door.home / "ledger" / "checkpoint").read_bytes()
    tiles = [file for file in (door.home / "ledger" / "tile").rglob("*") if file.is_file()]
    assert tiles
    for file in tiles:
        tile = door.get("/ledger/" + file.relative_to(door.home / "ledger").as_posix())
        assert tile.body == file.read_bytes()
        assert tile.headers["Content-Type"] == "application/octet-stream"
        assert "immutable" in tile.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["0/../../keys", "x", "64/000", "0/000.p/0000", "0/001", "entries/999", "0/000.p/"])
def test_nothing_else_is_served_from_there(quiet_door: Door, path: str) -> None:
    assert quiet_door.get(f"/ledger/tile/{path}").status == 404


def test_a_file_that_is_no_tile_is_not_served(door: Door) -> None:
    for name in ("secret", "0/000.bak", "entries/notes.txt"):
        file = door.home / "ledger" / "tile" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("not for you", encoding="utf-8")
        assert door.get(f"/ledger/tile/{name}").status == 404


def test_a_missing_checkpoint_is_said(door: Door) -> None:
    (door.home / "ledger" / "checkpoint").unlink()
    assert door.get("/ledger/checkpoint").status == 404
    assert "has not been signed yet" in door.get("/en/ledger/").text


def test_security_txt_is_in_date(quiet_door: Door) -> None:
    page = quiet_door.get("/.well-known/security.txt")
    assert page.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in page.text.splitlines())
    assert lines["Contact"].startswith("mailto:")
    assert lines["Canonical"] == "https://testserver/.well-known/security.txt"
    expires = datetime.strptime(lines["Expires"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    assert timedelta(days=30) < expires - quiet_door.clock.at < timedelta(days=365)


def test_gpc_json_says_yes(quiet_door: Door) -> None:
    page = quiet_door.get("/.well-known/gpc.json")
    assert page.headers["Content-Type"] == "application/json"
    assert json.loads(page.text)["gpc"] is True


def test_the_certificate_can_be_compared(quiet_door: Door, settings: Any, tmp_path: Path) -> None:
    made = local_certificate(tmp_path, host="localhost", now=datetime.now(UTC))
    read = x509.load_pem_x509_certificate(made.chain.read_bytes())
    settings.AZUKARI_CERTIFICATE = str(made.chain)
    page = quiet_door.get("/ja/connection/")
    assert read.fingerprint(SHA256()).hex(":").upper() in page.text
    assert "localhost" in page.text
    settings.AZUKARI_CERTIFICATE = str(tmp_path / "missing.pem")
    assert "SHA-256" not in quiet_door.get("/ja/connection/").text
