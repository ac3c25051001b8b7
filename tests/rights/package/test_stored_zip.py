"""The one way to write an archive: other programs read it, and nothing else is read."""

import io
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.errors import MalformedError
from azukari.rights.package import stored_zip
from azukari.rights.package.stored_zip import ArchiveFormError, read_archive, write_archive
from tests.rights.package.samples import MADE_AT

_PATHS = st.from_regex(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,8}(/[A-Za-z0-9_-][a-z0-9._-]{0,8}){0,2}", fullmatch=True)
_FILES = {"a/b.json": b"{}", "empty": b"", "c.txt": b"PK\x03\x04" * 3}


@given(st.dictionaries(_PATHS, st.binary(max_size=50), max_size=6))
def test_what_was_written_is_read_by_us_and_by_others(files: dict[str, bytes]) -> None:
    data = write_archive(files, at=MADE_AT)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files
        assert archive.namelist() == list(files)
        assert all(one.date_time == (2026, 11, 27, 18, 15, 2) for one in archive.infolist())
    if files:
        read = read_archive(data)
        assert read == files
        assert write_archive(read, at=MADE_AT) == data


def test_it_is_what_the_standard_library_writes() -> None:
    """So that no program stumbles over it: the same bytes as a library that all of them know."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in _FILES.items():
            about = zipfile.ZipInfo(name, (2026, 11, 27, 18, 15, 2))
            about.external_attr = 0o100644 << 16
            archive.writestr(about, data)
    assert write_archive(_FILES, at=MADE_AT) == held.getvalue()


def test_unzip_reads_it(tmp_path: Path) -> None:
    if shutil.which("unzip") is None:
        pytest.skip("no unzip here")
    (tmp_path / "a.zip").write_bytes(write_archive(_FILES, at=MADE_AT))
    subprocess.run(["unzip", "-tq", str(tmp_path / "a.zip")], check=True, capture_output=True, timeout=30)


@pytest.mark.parametrize(
    "path", ["", "/a", "a/", "a//b", "../a", "a/../b", "a/.b", ".", "..", "a\\b", "ä", "a b", "C:a", "a\x00", "x" * 201]
)
def test_a_path_that_is_none_is_neither_written_nor_read(path: str) -> None:
    with pytest.raises(ArchiveFormError):
        write_archive({path: b""}, at=MADE_AT)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(zipfile.ZipInfo("good"), b"")
        about = zipfile.ZipInfo("x")
        about.filename = path
        archive.writestr(about, b"")
    with pytest.raises(ArchiveFormError):
        read_archive(held.getvalue())


@pytest.mark.parametrize(
    "data", [b"", b"P", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"{}", b"PK\x03\x04" + b"\xff" * 26]
)
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    with pytest.raises(ArchiveFormError) as found:
        read_archive(data)
    assert found.value.ground == "archive"


def test_a_bomb_is_not_unpacked() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("zeros"), b"")
        archive.writestr("bomb", bytes(1 << 24), zipfile.ZIP_DEFLATED)
    with pytest.raises(ArchiveFormError, match="bomb"):
        read_archive(held.getvalue())


def test_an_archive_that_is_too_large_is_neither_written_nor_read(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = write_archive(_FILES, at=MADE_AT)
    monkeypatch.setattr(stored_zip, "LARGEST", len(whole) - 1)
    with pytest.raises(MalformedError) as written:
        write_archive(_FILES, at=MADE_AT)
    assert written.value.ground == "package_too_large"
    with pytest.raises(ArchiveFormError, match="large"):
        read_archive(whole)
    monkeypatch.setattr(stored_zip, "LARGEST", 3)
    with pytest.raises(MalformedError):
        write_archive(_FILES, at=MADE_AT)


def test_an_archive_with_too_many_files_is_neither_written_nor_read(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = write_archive(_FILES, at=MADE_AT)
    monkeypatch.setattr(stored_zip, "MOST_FILES", 2)
    with pytest.raises(MalformedError):
        write_archive(_FILES, at=MADE_AT)
    with pytest.raises(ArchiveFormError, match="many"):
        read_archive(whole)


@pytest.mark.parametrize("year", [1979, 2108])
def test_a_year_that_zip_does_not_know_is_refused(year: int) -> None:
    with pytest.raises(MalformedError) as found:
        write_archive(_FILES, at=datetime(year, 6, 1, tzinfo=UTC))
    assert found.value.ground == "package_time"
