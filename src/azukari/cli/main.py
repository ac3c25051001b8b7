"""The `azukari` command: its families, and the one place where errors become exit codes."""

import sys
from importlib.util import find_spec

import typer
from rich.console import Console
from rich.text import Text

from azukari.base.errors import AzukariError, Kind
from azukari.cli import ledger, open, statement, verify  # noqa: A004 - the command's own name

# The core installs without a database's driver and without Django; who has it can still check, compare and verify.
if find_spec("psycopg") is not None:
    from azukari.cli import demo, entrusted, new, people, publish, serve, service_keys, sftp_key
    from azukari.cli.importing import command as importing

    ONLINE = True
else:
    ONLINE = False

EXIT_CODES = {
    Kind.MALFORMED: 2,
    Kind.UNAUTHENTICATED: 3,
    Kind.REFUSED: 4,
    Kind.NOT_FOUND: 5,
    Kind.CONFLICT: 6,
    Kind.EXPIRED: 7,
    Kind.TAMPERED: 8,
    Kind.UNAVAILABLE: 9,
    Kind.INTERNAL: 70,
}
_INTERRUPTED = 130

app = typer.Typer(
    name="azukari",
    help="A privacy statement that runs: written as files, then published, enforced, operated and proved.",
    epilog="Exit codes: 0 done, 1 findings, 2 malformed, 3 not signed in, 4 refused, 5 not found, 6 conflict, 7 expired, "
    "8 tampered, 9 unavailable, 70 internal.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
if ONLINE:
    app.command()(new.new)
    app.command()(serve.serve)
    app.command()(demo.demo)
    app.command("sftp-key")(sftp_key.sftp_key)
    app.add_typer(people.app, name="staff")
    app.add_typer(service_keys.app, name="keys")
    app.add_typer(entrusted.app, name="entrusted")
    app.command("import")(importing.import_file)
    app.command("imports")(importing.list_imports)
    statement.app.command()(publish.publish)
app.add_typer(statement.app, name="statement")
app.add_typer(ledger.app, name="ledger")
app.command("open")(open.open_record)
app.command("find")(open.find_records)
app.command("verify")(verify.verify)


def main() -> None:
    """Run the command; an error of ours is one clear sentence and an exit code, never a traceback."""
    try:
        app()
    except AzukariError as error:
        said = Text.assemble(("azukari: ", "red"), error.message)
        Console(stderr=True).print(said, highlight=False, soft_wrap=True)
        sys.exit(EXIT_CODES[error.kind])
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
