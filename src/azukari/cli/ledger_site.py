"""A log as it is published, read over HTTPS by whoever wants to check it."""

import http.client
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from azukari.base.errors import MalformedError, UnavailableError

_SECONDS = 20.0
_LONGEST_FILE = 32 * 1024 * 1024  # a full bundle of the longest entries (C2SP tlog-tiles) is half of this
_FOUND, _NOT_FOUND = 200, 404


class LedgerSite:
    """Reads the files of a log below an address, over one connection."""

    def __init__(self, address: str, *, authority: Path | None = None) -> None:
        """Read below ``address``, such as ``https://privacy.example/ledger/``; ``authority`` is one more certificate to trust.

        Raises:
            MalformedError: if the address is not one of HTTPS, or the certificate cannot be read.
        """
        parts = urlsplit(address)
        if parts.scheme != "https" or not parts.hostname:
            raise MalformedError("A published log has an address that begins with https://.")
        context = ssl.create_default_context()
        try:
            if authority is not None:
                context.load_verify_locations(authority)
        except (OSError, ssl.SSLError):
            raise MalformedError(f"{authority} is not a certificate in PEM form.") from None
        self._prefix = parts.path.rstrip("/")
        self._connection = http.client.HTTPSConnection(
            parts.hostname, parts.port or 443, timeout=_SECONDS, context=context
        )

    def read(self, path: str) -> bytes | None:
        """Give a file of the log, or none if there is no such file.

        Raises:
            UnavailableError: if the site does not answer, or not with a file.
        """
        try:
            self._connection.request("GET", f"{self._prefix}/{path}")
            answer = self._connection.getresponse()
            data = answer.read(_LONGEST_FILE + 1)
        except ssl.SSLCertVerificationError:
            raise UnavailableError(
                "The site's certificate is not trusted here; name its authority with --authority."
            ) from None
        except (OSError, http.client.HTTPException):
            raise UnavailableError("The site that publishes the log does not answer.") from None
        if answer.status == _NOT_FOUND:
            return None
        if answer.status != _FOUND or len(data) > _LONGEST_FILE:
            raise UnavailableError(f"The site answered with status {answer.status} instead of a file of the log.")
        return data
