"""A small shop that knows its orders and not its customers: beside each order stands a record number, and nothing of a person.

What a customer types goes straight to Azukari. When something is packed, the address is opened for delivery, put on the parcel and
forgotten again. README.md has a walk through it.
"""

import argparse
import html
import re
import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from azukari.client import Client, ClientError
from azukari.client.answers import Matrix, MatrixItem
from azukari.client.errors import ConflictError, RefusedError, UnprocessableError

DELIVERY, LETTERS = "brochure.send", "newsletter"  # purposes of the privacy statement
ADDRESS = ("postal_code", "address")
Typed: TypeAlias = dict[str, str | list[str]]
_TABLE = """
CREATE TABLE IF NOT EXISTS parcel (
    number INTEGER PRIMARY KEY,
    record TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'ordered'
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Shop:
    """Orders in a database of its own, customers in Azukari."""

    orders: sqlite3.Connection
    vault: Client

    def take(self, typed: Typed, shown: Matrix, *, wants_letters: bool) -> int:
        """Take an order; what was typed is not kept here. ``shown`` is what the customer was shown before typing."""
        permissions = [LETTERS] if wants_letters else []
        made = self.vault.collect(typed, language="en", permissions=permissions, statement=shown.statement)
        with self.orders:
            order = self.orders.execute("INSERT INTO parcel (record) VALUES (?)", [made.number]).lastrowid
        return int(order or 0)

    def pack(self, order: int) -> list[str]:
        """Open what is needed to pack and address a parcel."""
        opened = self.vault.open(self._record(order), purpose=DELIVERY, reason="Packing the parcel")
        self._mark(order, "packed")
        wanted = ("brochures", *ADDRESS, "name")
        return [str(opened.items[name]) for name in wanted if name in opened.items]

    def letter_address(self, order: int) -> str:
        """Open the address for letters; Azukari refuses it unless this customer agreed to letters."""
        opened = self.vault.open(self._record(order), purpose=LETTERS, reason="Writing the spring letter")
        return str(opened.items["email"])

    def move(self, order: int, typed: Typed) -> None:
        """Correct an address."""
        self.vault.correct(self._record(order), typed, purpose=DELIVERY, reason="The customer has moved")

    def finish(self, order: int) -> None:
        """Close the matter of an order; the time that its data is kept runs from now on."""
        self.vault.close(self._record(order))
        self._mark(order, "finished")

    def stop(self, order: int) -> None:
        """Stop the use for delivery; nobody can open the address for it again."""
        self.vault.stop(self._record(order), purpose=DELIVERY)
        self._mark(order, "stopped")

    def erase(self, order: int) -> None:
        """Erase the customer; the order stays, without anybody behind it."""
        self.vault.erase(self._record(order))
        self._mark(order, "erased")

    def _record(self, order: int) -> str:
        found = self.orders.execute("SELECT record FROM parcel WHERE number = ?", [order]).fetchone()
        if found is None:
            raise LookupError
        return str(found[0])

    def _mark(self, order: int, state: str) -> None:
        with self.orders:
            self.orders.execute("UPDATE parcel SET state = ? WHERE number = ?", [state, order])


def order(shop: Shop) -> str:
    """Show the notice, ask what it says may be asked, and take the order; ask again for what cannot be taken."""
    shown = shop.vault.matrix()
    print(as_text(shown.notices["en"].html))
    wanted = {item.id: item for item in shown.items if item.required}
    typed = {name: ask(item) for name, item in wanted.items()}
    wants_letters = input("Shall we send you our newsletter? You need not agree. [y/N] ") == "y"
    while True:
        try:
            return f"Thank you. This is order {shop.take(typed, shown, wants_letters=wants_letters)}."
        except UnprocessableError as error:
            wrong = {fault.pointer.removeprefix("/items/") for fault in error.errors} & wanted.keys()
            if not wrong:
                raise
            typed |= {name: ask(wanted[name], "Once more, please: ") for name in sorted(wrong)}
        except ConflictError as error:
            if error.ground != "statement_other":
                raise
            return "Our privacy statement has just changed; nothing was sent. Please order again and read the new one."


def letter(shop: Shop, order: int) -> str:
    """Try to write a letter to a customer."""
    try:
        return f"To: {shop.letter_address(order)}"
    except RefusedError as error:
        return f"Refused ({error.ground}): this customer did not agree to letters. That we asked is recorded."


def move(shop: Shop, order: int) -> str:
    """Ask for the new address."""
    items = {item.id: item for item in shop.vault.matrix().items}
    shop.move(order, {name: ask(items[name]) for name in ADDRESS})
    return "The new address is kept."


def said(act: Callable[[Shop, int], None], answer: str) -> Callable[[Shop, int], str]:
    """Let an act end with a sentence."""

    def done(shop: Shop, order: int) -> str:
        act(shop, order)
        return answer

    return done


def ask(item: MatrixItem, before: str = "") -> str | list[str]:
    """Ask for one item; it comes by standard input, so that it stands in no list of processes and no history."""
    choices = ", ".join(f"{choice.id} ({choice.label['en']})" for choice in item.choices)
    typed = input(f"{before}{item.label['en']}{f', of {choices}' if choices else ''}: ")
    return re.findall(r"[^\s,]+", typed) if item.kind == "choices" else typed


def as_text(page: str) -> str:
    """Show HTML on a terminal, one line for each paragraph."""
    lines = re.sub(r"<[^>]+>", " ", re.sub(r"</(p|h\d|li|tr|dt|dd)>", "\n", page)).splitlines()
    return "\n".join(html.unescape(" ".join(line.split())) for line in lines if line.strip())


ACTS: Mapping[str, Callable[[Shop, int], str]] = {
    "pack": lambda shop, order: "\n".join(shop.pack(order)),
    "letter": letter,
    "move": move,
    "finish": said(Shop.finish, "Finished; from now on its time runs."),
    "stop": said(Shop.stop, "Stopped; it cannot be delivered any more."),
    "erase": said(Shop.erase, "Erased; nobody can read it again, in no backup either."),
}


def main() -> int:
    """Read the command line."""
    read = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    read.add_argument("--home", type=Path, default=Path("demo"), help="the folder of the demo")
    read.add_argument("--api", default="https://localhost:8445/", help="where its API is")
    read.add_argument("--orders", type=Path, default=Path("shop.sqlite"), help="the shop's own database")
    read.add_argument("act", choices=["order", *ACTS])
    read.add_argument("order", type=int, nargs="?", default=0, help="which order; none for a new one")
    given = read.parse_args()
    key = (given.home / "shop-key").read_text(encoding="ascii")
    authority = given.home / "certificates" / "authority.pem"
    with Client(given.api, key, authority=authority) as vault, closing(sqlite3.connect(given.orders)) as orders:
        orders.execute(_TABLE)
        shop = Shop(orders, vault)
        try:
            print(order(shop) if given.act == "order" else ACTS[given.act](shop, given.order))
        except LookupError:
            print("There is no such order.", file=sys.stderr)
        except ClientError as error:
            print(error, file=sys.stderr)  # says nothing of what was sent
        else:
            return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
