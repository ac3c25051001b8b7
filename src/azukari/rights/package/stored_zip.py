"""The one way to write a package's archive (spec/package.md): files stored one after another, and nothing else.

It is written here, and not by a library, so that the bytes are the same in every version of every library for as long as packages
are verified; and read here, so that nothing in it can be larger than the archive itself.
"""

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from azukari.base.clock import JAPAN
from azukari.base.errors import MalformedError

LARGEST = 1 << 26
MOST_FILES = 20_000

_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = 0x04034B50, 0x02014B50, 0x06054B50
_VERSION, _MADE_BY, _ATTRIBUTES = 20, 0x0314, 0o100644 << 16
_YEARS = range(1980, 2108)
_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_LONGEST_PATH = 200


class ArchiveFormError(MalformedError):
    """This is not a package's archive as it was given out; was it unpacked and packed again?"""


@dataclass(frozen=True, slots=True)
class _Member:
    path: bytes
    data: bytes
    offset: int

    @property
    def facts(self) -> tuple[int, int, int]:
        return zlib.crc32(self.data), len(self.data), len(self.data)


def write_archive(files: Mapping[str, bytes], *, at: datetime) -> bytes:
    """Write files in the order in which they come.

    Raises:
        MalformedError: if there is too much of it, a path is none, or the instant lies outside the years that a ZIP file knows.
    """
    if len(files) > MOST_FILES or sum(map(len, files.values())) > LARGEST:
        raise MalformedError("This is too much for one package.", ground="package_too_large")
    stamp = _stamp(at)
    written, members, size = [], [], 0
    for path, data in files.items():
        _check_path(path)
        member = _Member(path.encode(), data, size)
        head = _LOCAL.pack(_LOCAL_MARK, _VERSION, 0, 0, *stamp, *member.facts, len(member.path), 0)
        written += [head, member.path, data]
        members.append(member)
        size += len(head) + len(member.path) + len(data)
    index = b"".join(_indexed(member, stamp) for member in members)
    end = _END.pack(_END_MARK, 0, 0, len(members), len(members), len(index), size, 0)
    whole = b"".join((*written, index, end))
    if len(whole) > LARGEST:
        raise MalformedError("This is too much for one package.", ground="package_too_large")
    return whole


def read_archive(data: bytes) -> dict[str, bytes]:
    """Read the files of an archive, in their order.

    What follows the last file is not looked at: who reads has to write the archive again, and to compare.

    Raises:
        ArchiveFormError: naming what is not of the form.
    """
    if len(data) > LARGEST:
        raise ArchiveFormError("The file is too large for a package.", ground="archive")
    files: dict[str, bytes] = {}
    for path, content in _members(data):
        if path in files:
            raise ArchiveFormError(f"The archive holds {path} twice.", ground="archive")
        if len(files) == MOST_FILES:
            raise ArchiveFormError("The archive holds too many files.", ground="archive")
        files[path] = content
    return files


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while data[at : at + 4] == _LOCAL_MARK.to_bytes(4, "little"):
        if len(data) < at + _LOCAL.size:
            raise ArchiveFormError(ground="archive")
        _, _, flags, method, _, _, _, stored, size, name_size, extra = _LOCAL.unpack_from(data, at)
        start = at + _LOCAL.size + name_size
        path = _check_path(data[at + _LOCAL.size : start].decode("ascii", "replace"))
        if method or flags or extra or stored != size:
            raise ArchiveFormError(
                f"{path} is not packed as it was given out; was the package unpacked and packed again?",
                ground="archive",
            )
        at = start + size
        if at > len(data):
            raise ArchiveFormError(f"The archive breaks off within {path}.", ground="archive")
        yield path, data[start:at]
    if not at:
        raise ArchiveFormError(ground="archive")


def _check_path(path: str) -> str:
    if len(path) > _LONGEST_PATH or not _PATH.fullmatch(path):
        raise ArchiveFormError(f"The archive holds a path that is none: {path[:_LONGEST_PATH]!r}.", ground="archive")
    return path


def _indexed(member: _Member, stamp: tuple[int, int]) -> bytes:
    return (
        _CENTRAL.pack(
            _CENTRAL_MARK, _MADE_BY, _VERSION, 0, 0, *stamp, *member.facts, len(member.path), 0, 0, 0, 0, _ATTRIBUTES,
            member.offset,
        )
        + member.path
    )  # fmt: skip


def _stamp(at: datetime) -> tuple[int, int]:
    there = at.astimezone(JAPAN)
    if there.year not in _YEARS:
        raise MalformedError("A package cannot be made in this year.", ground="package_time")
    return (
        there.hour << 11 | there.minute << 5 | there.second // 2,
        (there.year - _YEARS[0]) << 9 | there.month << 5 | there.day,
    )
