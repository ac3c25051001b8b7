"""A witness as a log reaches it: over HTTPS, within a time that no answer can stretch, and with answers of a bounded length."""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from azukari.base.errors import MalformedError
from azukari.ledger.asking import WitnessFailedError, WitnessSizeError
from azukari.ledger.cosignature import WitnessVerifier
from azukari.ledger.note import SignatureLine
from azukari.ledger.submission import (
    SIZE_TYPE,
    SUBMISSION_LIMIT,
    AnswerFormError,
    Submission,
    read_answer,
    read_size,
)

_SECONDS = 8.0
_OK, _NOT_FOUND, _CONFLICT = 200, 404, 409


class HttpWitness:
    """One witness at an address; one thread uses it at a time."""

    def __init__(
        self, url: str, verifier: WitnessVerifier, *, authority: Path | None = None, seconds: float = _SECONDS
    ) -> None:
        """Reach a witness below ``url``, trusting one more certificate, with ``seconds`` for each answer at most.

        Raises:
            MalformedError: if the address is neither of HTTPS nor of this machine, or the certificate cannot be read.
        """
        self._verifier, self._seconds = verifier, seconds
        self._parts = _parts(url)
        self._context = _context(authority) if self._parts.scheme == "https" else None
        self._connection: http.client.HTTPConnection | None = None

    @property
    def verifier(self) -> WitnessVerifier:
        """Tell its key."""
        return self._verifier

    def add_checkpoint(self, submission: Submission) -> Sequence[SignatureLine]:
        """Ask for a cosignature.

        Raises:
            WitnessSizeError: if it stands at another size.
            WitnessFailedError: if it refuses, or cannot be reached.
        """
        status, kind, data = self._ask("POST", "/add-checkpoint", submission.data)
        try:
            if status == _OK:
                return read_answer(data)
            if status == _CONFLICT and kind == SIZE_TYPE:
                raise WitnessSizeError(read_size(data))
        except AnswerFormError as error:
            raise WitnessFailedError(error.message) from None
        raise WitnessFailedError(f"It answered with status {status}.")

    def last(self, origin: str) -> bytes | None:
        """Fetch the last checkpoint that it has cosigned, if it shows one.

        Raises:
            WitnessFailedError: if it cannot be reached.
        """
        status, _, data = self._ask("GET", f"/{sha256(origin.encode()).hexdigest()}/checkpoint", None)
        return data if status == _OK else None

    def close(self) -> None:
        """Give up the connection that is kept; the next question makes another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: bytes | None) -> tuple[int, str, bytes]:
        # A kept connection may have been closed meanwhile, so what fails on one is tried once on a new one.
        fresh = self._connection is None
        try:
            return self._once(method, path, body)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            if fresh or isinstance(error, TimeoutError):
                raise WitnessFailedError(_reason(error)) from None
        try:
            return self._once(method, path, body)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise WitnessFailedError(_reason(error)) from None

    def _once(self, method: str, path: str, body: bytes | None) -> tuple[int, str, bytes]:
        late = threading.Event()
        watch = threading.Timer(self._seconds, self._cut, (late,))
        watch.daemon = True
        watch.start()
        try:
            found = self._exchange(method, path, body)
        except (OSError, http.client.HTTPException):
            if not late.is_set():
                raise
        finally:
            watch.cancel()
        if late.is_set():
            raise TimeoutError  # what was cut off may look whole
        return found

    def _exchange(self, method: str, path: str, body: bytes | None) -> tuple[int, str, bytes]:
        connection = self._connected()
        connection.request(method, self._parts.path.rstrip("/") + path, body)
        with connection.getresponse() as answer:
            data = answer.read(SUBMISSION_LIMIT)
            if answer.will_close or not answer.isclosed():
                self.close()  # there may be more of it, which is not wanted
            return answer.status, answer.headers.get_content_type(), data

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            host, port = self._parts.hostname or "", self._parts.port
            if self._context is not None:
                self._connection = http.client.HTTPSConnection(
                    host, port or 443, timeout=self._seconds, context=self._context
                )
            else:
                self._connection = http.client.HTTPConnection(host, port or 80, timeout=self._seconds)
            self._connection.connect()
        return self._connection

    def _cut(self, late: threading.Event) -> None:
        # An answer that drips in keeps each single wait short; this ends all of them.
        late.set()
        connection = self._connection
        if connection is not None and connection.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").encode("idna"), parts.port
    except ValueError:
        raise MalformedError("The address of a witness cannot be read.") from None
    if not host or not (parts.scheme == "https" or _is_here(parts)):
        raise MalformedError("A witness has an address that begins with https://, unless it is on this machine.")
    return parts


def _is_here(parts: SplitResult) -> bool:
    if parts.scheme != "http":
        return False
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def _context(authority: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    try:
        if authority is not None:
            context.load_verify_locations(authority)
    except (OSError, ssl.SSLError):
        raise MalformedError(f"{authority} is not a certificate in PEM form.") from None
    return context


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "Its certificate is not trusted here."
    if isinstance(error, TimeoutError):
        return "It did not answer in time."
    if isinstance(error, ConnectionRefusedError | socket.gaierror):
        return "It cannot be reached."
    return "It broke off."
