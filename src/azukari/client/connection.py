"""Where the API is and how it is reached: over HTTPS, with a certificate that is verified, and nowhere else."""

import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import httpx

from azukari.client.wish import Lost, Reply, Wish

Authority: TypeAlias = str | Path | ssl.SSLContext | None
_KEY = re.compile(r"[\x21-\x7e]+")
# What ends before anything of a request goes out.
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


@dataclass(frozen=True, slots=True)
class Place:
    """The address of an API, the key that is shown to it, and whose certificates are trusted."""

    url: httpx.URL
    key: str = field(repr=False)
    authority: Authority = None
    timeout: float = 30.0

    def options(self) -> dict[str, Any]:
        """Tell how connections are made; no redirection, proxy or setting of the environment leads anything elsewhere."""
        verify: ssl.SSLContext | bool = True
        if isinstance(self.authority, ssl.SSLContext):
            verify = self.authority
        elif self.authority is not None:
            verify = ssl.create_default_context(cafile=str(self.authority))
        options = {"timeout": self.timeout, "verify": verify, "trust_env": False, "follow_redirects": False}
        return {"base_url": self.url, "headers": {"User-Agent": "azukari-client"}, **options}

    def request(self, wish: Wish[Any]) -> dict[str, Any]:
        """Write a wish as a request."""
        return {
            "method": wish.method,
            "url": wish.path,
            "params": dict(wish.query) or None,
            "content": wish.body,
            "headers": wish.headers(self.key),
        }


def place(url: str, key: str, authority: Authority, timeout: float) -> Place:
    """Check address and key.

    Raises:
        ValueError: if the address is not one of HTTPS without more than a host and a port, or the key could not be sent.
    """
    read = httpx.URL(url)
    if read.scheme != "https" or not read.host or read.userinfo or read.query or read.path not in ("", "/", "/v1/"):
        raise ValueError("The address of an API is https://HOST:PORT/, with nothing else in it.")
    shown = key.strip()
    if shown and not _KEY.fullmatch(shown):
        raise ValueError("A service key has visible ASCII characters only.")
    return Place(read.copy_with(path="/"), shown, authority, timeout)


def reply(response: httpx.Response) -> Reply:
    """Take an answer out of httpx."""
    return Reply(response.status_code, response.headers, response.content)


def lost(error: httpx.RequestError) -> Lost:
    """Tell what a failed sending came to; httpx's own error, which holds the request and the key, goes no further."""
    return Lost(sent=not isinstance(error, _UNSENT), trusted=not _is_untrusted(error))


def _is_untrusted(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
