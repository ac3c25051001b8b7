"""A door that came with a later version gets its folder of keys in homes that were made before it."""

import os
import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from azukari.host.home import Home, write_private
from azukari.host.roles import new_password

_KEY_BYTES = 32


def lay_api_door(home: Home) -> bool:
    """Make the folder of keys of the API's door, if the home has none yet, and tell whether it was made.

    It seals as the public side does, so it gets copies of the index key and of the keyring's public half, and no more. The
    environment is written last: a home that lost power meanwhile is begun anew at the next start.
    """
    if home.environment_file("api").is_file():
        return False
    write_private(home.keys("api") / "idempotency.key", os.urandom(_KEY_BYTES))
    _lay_sealing_door(home, "api")
    return True


def lay_import_door(home: Home) -> bool:
    """Make the folder of keys that `azukari import` seals with, if the home has none yet, and tell whether it was made."""
    if home.environment_file("import").is_file():
        return False
    _lay_sealing_door(home, "import")
    return True


def lay_entrusted_doors(home: Home) -> bool:
    """Make passwords for the roles that work with what clients entrust to us, if the home has none, and tell whether any was made.

    They hold no key: each client's lie in the keeper's folder, and are made with its contract.
    """
    missing = [door for door in ("entrusted", "entrusted_import") if not home.environment_file(door).is_file()]
    for door in missing:
        home.write_environment(door, {"AZUKARI_DATABASE_PASSWORD": new_password()})
    return bool(missing)


def lay_portal_door(home: Home) -> bool:
    """Make the folder of the person's portal, if the home has none yet, and tell whether it was made; it holds no key of data."""
    if home.environment_file("portal").is_file():
        return False
    ledger_key = home.environment("public")["AZUKARI_LEDGER_KEY"]
    own = {"AZUKARI_SECRET_KEY": secrets.token_urlsafe(50)}
    home.write_environment(
        "portal", {**own, "AZUKARI_DATABASE_PASSWORD": new_password(), "AZUKARI_LEDGER_KEY": ledger_key}
    )
    return True


def lay_sftp_key(home: Home) -> bool:
    """Make the key pair with which the worker puts files on recipients' servers, if there is none, and tell whether it was made."""
    if home.sftp_key.is_file():
        return False
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    write_private(home.sftp_key.with_suffix(".pub"), public + b" azukari\n")
    write_private(home.sftp_key, key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    return True


def sftp_public_key(home: Home) -> str:
    """Give the public half, as it stands in a server's authorized_keys; empty where there is none yet."""
    public = home.sftp_key.with_suffix(".pub")
    return public.read_text(encoding="ascii").strip() if public.is_file() else ""


def _lay_sealing_door(home: Home, door: str) -> None:
    for name in ("index.key", "keyring.pub"):
        write_private(home.keys(door) / name, (home.keys("public") / name).read_bytes())
    ledger_key = home.environment("public")["AZUKARI_LEDGER_KEY"]
    home.write_environment(door, {"AZUKARI_DATABASE_PASSWORD": new_password(), "AZUKARI_LEDGER_KEY": ledger_key})
