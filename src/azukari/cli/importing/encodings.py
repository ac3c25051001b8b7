"""In which encoding a file is: found out by reading all of it once, and refused with a reason where it cannot be told."""

import codecs
import hashlib
from dataclasses import dataclass, field
from typing import BinaryIO

from azukari.base.errors import MalformedError

_BLOCK = 1 << 20
_ESCAPES = (b"\x1b$B", b"\x1b$@", b"\x1b(B", b"\x1b(J")  # ISO-2022-JP
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CODECS = {"utf-8": "utf-8", "cp932": "cp932", "shift_jis": "cp932"}  # what is called Shift_JIS nearly always is CP932


class EncodingError(MalformedError):
    """It cannot be told in which encoding the file is."""


@dataclass(slots=True)
class _Trial:
    """One encoding, for as long as the file could be in it."""

    codec: str
    fits: bool = True
    decoder: codecs.IncrementalDecoder = field(init=False)

    def __post_init__(self) -> None:
        self.decoder = codecs.getincrementaldecoder(self.codec)()

    def feed(self, block: bytes, *, final: bool = False) -> None:
        if self.fits:
            try:
                self.decoder.decode(block, final)
            except UnicodeDecodeError:
                self.fits = False


@dataclass(frozen=True, slots=True)
class Examined:
    """What one reading of the whole file showed: the SHA-256 of its bytes, and its encoding (empty for bytes that are no text)."""

    digest: str
    encoding: str


def examine(file: BinaryIO, *, declared: str, is_text: bool) -> Examined:
    """Read a file once, in constant memory.

    Raises:
        EncodingError: if it is a text in an encoding that cannot be told or is not read here.
    """
    digest = hashlib.sha256()
    trials = [_Trial("utf-8"), _Trial("cp932"), _Trial("euc_jp")] if is_text and not declared else []
    start = b""
    has_null = has_escape = False
    while block := file.read(_BLOCK):
        start = start or block[:4]
        digest.update(block)
        if is_text:
            has_null = has_null or b"\0" in block
            has_escape = has_escape or any(escape in block for escape in _ESCAPES)
        for trial in trials:
            trial.feed(block)
    for trial in trials:
        trial.feed(b"", final=True)
    if not is_text:
        return Examined(digest.hexdigest(), "")
    _refuse_others(start, has_null=has_null, has_escape=has_escape)
    return Examined(digest.hexdigest(), CODECS[declared] if declared else _decide(trials))


def _refuse_others(start: bytes, *, has_null: bool, has_escape: bool) -> None:
    if start[:2] in _UTF_16 or has_null:
        raise EncodingError(
            "The file is UTF-16 or no text at all. Export it as “CSV UTF-8”.", ground="encoding_unknown"
        )
    if has_escape:
        raise EncodingError("The file is in ISO-2022-JP (JIS). Export it as UTF-8.", ground="encoding_unknown")


def _decide(trials: list[_Trial]) -> str:
    utf_8, cp932, euc = (trial.fits for trial in trials)
    if utf_8:
        return "utf-8"
    if cp932 and not euc:
        return "cp932"
    if cp932:
        raise EncodingError(
            "The file could be Shift_JIS as well as EUC-JP. If it is Shift_JIS, set encoding under [source] of the mapping to "
            "cp932; if not, export it as UTF-8.",
            ground="encoding_unknown",
        )
    what = "in EUC-JP, it seems" if euc else "neither whole UTF-8 nor whole Shift_JIS (CP932)"
    raise EncodingError(
        f"The file is {what}. Export it as UTF-8; or set encoding under [source] of the mapping, and the lines that do not fit are "
        "reported one by one.",
        ground="encoding_unknown",
    )
