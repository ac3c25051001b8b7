"""One act on the staff's accounts for the command line, in the staff door's own environment and role.

`azukari staff add` starts it; passwords and secrets come in on standard input and go out on standard output, never as arguments.
"""

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azukari.web.settings")
django.setup()

from azukari.base.clock import system_clock  # noqa: E402 - Django's apps must stand before their models are read
from azukari.base.errors import AzukariError  # noqa: E402
from azukari.statement.purposes import Role  # noqa: E402
from azukari.web.database import DjangoDatabase  # noqa: E402
from azukari.web.staff.services import NewStaff, create_staff, new_one_time_password  # noqa: E402


def add(wanted: dict[str, Any]) -> dict[str, str]:
    """Give somebody an account, and tell the password that it begins with."""
    new = NewStaff(wanted["username"], Role(wanted["role"]), wanted.get("display_name", ""), wanted.get("email", ""))
    password = wanted.get("password") or new_one_time_password()
    create_staff(DjangoDatabase(), new, password=password, now=system_clock(), totp_secret=wanted.get("totp_secret"))
    return {"username": new.username, "role": new.role.value, "password": password}


def main() -> int:
    """Do what standard input asks for; an error is its kind and sentence."""
    try:
        json.dump(add(json.load(sys.stdin)), sys.stdout)
    except AzukariError as error:
        json.dump({"error": {"kind": error.kind.value, "message": error.message, "ground": error.ground}}, sys.stdout)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
