"""`azukari sftp-key`: the public half of the key with which files are put on recipients' servers."""

from pathlib import Path
from typing import Annotated

import typer

from azukari.base.errors import NotFoundError
from azukari.host.doors import sftp_public_key
from azukari.host.home import find_home


class KeyMissingError(NotFoundError):
    """There is no such key yet; `azukari serve` makes it at its next start."""


def sftp_key(folder: Annotated[Path, typer.Argument(help="The organisation's home, made by `azukari new`.")]) -> None:
    """Show the line that a recipient puts into its server's authorized_keys, so that files can be put there by SFTP."""
    public = sftp_public_key(find_home(folder))
    if not public:
        raise KeyMissingError
    print(public)
