"""The HTTP of a witness (C2SP tlog-witness), as a WSGI application for granian: two addresses, and nothing else.

`azukari ledger witness serve` starts it with the witness's folder in ``AZUKARI_WITNESS``. It needs neither a database nor Django.
Who asks is not authenticated: the log's signature is what counts. Answers never repeat what was sent, and nothing of a request is
logged but what it was refused for.
"""

import logging
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from azukari.base.clock import Clock, system_clock
from azukari.base.errors import AzukariError
from azukari.cli.witness_limits import Allowance
from azukari.ledger.checkpoint import CheckpointFormError
from azukari.ledger.note import NoteFormError
from azukari.ledger.submission import SIZE_TYPE, SUBMISSION_LIMIT, SubmissionFormError, read_submission
from azukari.ledger.witness import (
    InconsistentError,
    OldSizeError,
    SizeMovedError,
    UnknownLogError,
    UnsignedCheckpointError,
    Witness,
)
from azukari.ledger.witness_folder import WitnessFolder, origin_hash

StartResponse: TypeAlias = Callable[[str, list[tuple[str, str]]], object]
_TEXT = "text/plain; charset=utf-8"
_LAST = re.compile(r"/([0-9a-f]{64})/checkpoint")

# What C2SP tlog-witness says to each refusal; whatever else goes wrong is ours, and is answered with 503.
_STATUS: tuple[tuple[type[AzukariError], str], ...] = (
    (SubmissionFormError, "400 Bad Request"),
    (CheckpointFormError, "400 Bad Request"),
    (NoteFormError, "400 Bad Request"),
    (OldSizeError, "400 Bad Request"),
    (UnsignedCheckpointError, "403 Forbidden"),
    (UnknownLogError, "404 Not Found"),
    (InconsistentError, "422 Unprocessable Entity"),
)

_log = logging.getLogger("azukari.witness")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: str
    body: bytes
    kind: str = _TEXT
    headers: tuple[tuple[str, str], ...] = field(default=())


class WitnessSite:
    """Answers for one witness."""

    def __init__(self, folder: WitnessFolder, *, allowance: Allowance, clock: Clock = system_clock) -> None:
        """Answer from a folder, whose list of logs is read for each request, so that `add` needs no restart."""
        self._folder, self._allowance, self._clock = folder, allowance, clock
        self._signer = folder.signer()
        folder.logs()

    def __call__(self, environ: Mapping[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        answer = self._answer(environ)
        headers = [
            ("Content-Type", answer.kind),
            ("Content-Length", str(len(answer.body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            *answer.headers,
        ]
        start_response(answer.status, headers)
        return [answer.body]

    def _answer(self, environ: Mapping[str, Any]) -> Answer:
        wait = self._allowance.wait_seconds(str(environ.get("REMOTE_ADDR", "")))
        if wait:
            return _refusal("429 Too Many Requests", "Too many requests; wait.", ("Retry-After", str(wait)))
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        last = _LAST.fullmatch(path)
        wanted = "POST" if path == "/add-checkpoint" else "GET"
        if wanted == "GET" and not last:
            return _refusal("404 Not Found", "There is nothing here.")
        if method != wanted:
            return _refusal("405 Method Not Allowed", f"This address takes {wanted}.", ("Allow", wanted))
        try:
            return Answer("200 OK", self._last(last[1])) if last else self._add_checkpoint(environ)
        except SizeMovedError as error:
            return Answer("409 Conflict", f"{error.size}\n".encode(), SIZE_TYPE)
        except AzukariError as error:
            return _refused(error)

    def _add_checkpoint(self, environ: Mapping[str, Any]) -> Answer:
        length = str(environ.get("CONTENT_LENGTH") or "")
        if not (length.isascii() and length.isdecimal()):
            return _refusal("411 Length Required", "Say how long the request is.")
        if len(length) > len(str(SUBMISSION_LIMIT)) or int(length) > SUBMISSION_LIMIT:
            return _refusal("413 Content Too Large", "The request is too long.")
        data = environ["wsgi.input"].read(int(length))
        try:
            line = self._witness().add_checkpoint(read_submission(data), now=self._clock())
        except InconsistentError:
            # A known log has signed this, so it may be the proof that the log has two faces.
            _log.warning("A checkpoint that a known log has signed does not continue what was seen.")
            self._folder.keep_evidence(data, now=self._clock())
            raise
        return Answer("200 OK", line.encode())

    def _last(self, name: str) -> bytes:
        origins = {origin_hash(origin): origin for origin in self._folder.logs()}
        if name not in origins:
            raise UnknownLogError
        return self._witness().last(origins[name])

    def _witness(self) -> Witness:
        return Witness(self._signer, self._folder.logs(), self._folder)


def _refused(error: AzukariError) -> Answer:
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return _refusal(status, error.message)
    _log.error("%s: %s", type(error).__name__, error.message)
    return _refusal("503 Service Unavailable", "This witness cannot cosign now.", ("Retry-After", "60"))


def _refusal(status: str, sentence: str, *headers: tuple[str, str]) -> Answer:
    return Answer(status, f"{sentence}\n".encode(), headers=headers)


def application() -> WitnessSite:
    """Make the site of the folder in ``AZUKARI_WITNESS``, for ``granian --factory``."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    per_minute = int(os.environ.get("AZUKARI_WITNESS_PER_MINUTE", "600"))
    return WitnessSite(WitnessFolder(Path(os.environ["AZUKARI_WITNESS"])), allowance=Allowance(per_minute))
