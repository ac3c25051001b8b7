"""Codes that are mailed and tokens that are kept: how somebody without an account shows that they read a mailbox."""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import timedelta

DIGITS = 8
KEY_SIZE = 32
CODE_LIVES = timedelta(minutes=15)
TOKEN_LIVES = timedelta(hours=2)  # long enough for a file of gigabytes over a slow line


def code_of(key: bytes, entrance: bytes) -> str:
    """Make an entrance's code of eight digits (HMAC-SHA-256; the bias of taking it modulo 10^8 is below 2^-229)."""
    drawn = int.from_bytes(hmac.digest(key, b"code\0" + entrance, hashlib.sha256), "big")
    return f"{drawn % 10**DIGITS:0{DIGITS}d}"


def code_fits(shown: str, code: str) -> bool:
    """Tell whether a code was shown, however it was typed; in the same time whatever was shown."""
    typed = "".join(one for one in unicodedata.normalize("NFKC", shown) if one.isascii() and one.isdigit())
    return hmac.compare_digest(typed.encode(), code.encode())


def new_token() -> str:
    """Make what a visitor's browser keeps: 256 random bits."""
    return secrets.token_urlsafe(KEY_SIZE)


def digest_of(token: str) -> bytes:
    """Give what is stored of a token."""
    return hashlib.sha256(token.encode()).digest()
