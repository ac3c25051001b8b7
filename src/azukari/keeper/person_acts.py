"""The acts of persons who come in: arguments in, one call of a service, a value out."""

import base64

from azukari.base.canonical import Value
from azukari.keeper.acts import Call
from azukari.keeper.arguments import count, identifier, written
from azukari.rights.services.asking import ask, stop_mine, take_back
from azukari.rights.services.joining import join_own, separate_own
from azukari.rights.services.packaging import begin_package, own_receipt, package_part
from azukari.rights.services.views import case_view, person_page, reviewed
from azukari.rights.services.visiting import begin_entrance, held_for, leave, letter_of, name_receipt, show_code
from azukari.rights.shapes import case_view_value, package_about_value, person_page_value, taken_value
from azukari.rights.wish import read_wish
from azukari.statement.text import Language
from azukari.vault.held_shapes import code_letter_value, held_value


def enter(call: Call) -> Value:
    """Take in a receipt number or an address."""
    asked = call.arguments
    language: Language = "ja" if asked["language"] == "ja" else "en"
    return str(begin_entrance(call.room.gate, asked["said"], language=language, now=call.now))


def code_letter(call: Call) -> Value:
    """Give the letter with an entrance's code."""
    return code_letter_value(letter_of(call.room.gate, identifier(call.arguments, "entrance"), now=call.now))


def come_in(call: Call) -> Value:
    """Begin a visit for whoever shows a code."""
    entrance = identifier(call.arguments, "entrance")
    return show_code(call.room.gate, entrance, call.arguments["code"], now=call.now)


def name_number(call: Call) -> Value:
    """Take a visitor for the person of a record."""
    name_receipt(call.room.gate, call.visit, call.arguments["number"], now=call.now)
    return None


def held(call: Call) -> Value:
    """Give what is held about a visitor."""
    shown = held_for(call.room.gate, call.visit, now=call.now)
    return [held_value(reviewed(call.room.office, one, call.visit.language)) for one in shown]


def go(call: Call) -> Value:
    """End a visit."""
    leave(call.room.gate, call.visit, now=call.now)
    return None


def page(call: Call) -> Value:
    """Give everything for a person's page."""
    return person_page_value(person_page(call.room.office, call.visit, now=call.now))


def stop_own(call: Call) -> Value:
    """Stop a use of a visitor's own record."""
    asked = call.arguments
    stop_mine(call.room.office, call.visit, identifier(asked, "record"), asked["purpose"], now=call.now)
    return None


def join(call: Call) -> Value:
    """Take another sending for the visitor's, too."""
    join_own(call.room.office, call.visit, call.arguments["number"], now=call.now)
    return None


def separate(call: Call) -> Value:
    """Take back that a record is the visitor's, too."""
    separate_own(call.room.office, call.visit, identifier(call.arguments, "record"), now=call.now)
    return None


def ask_for(call: Call) -> Value:
    """Take in a request of a visitor."""
    asked = call.arguments
    wish = read_wish(written(asked, "wish"))
    return taken_value(ask(call.room.office, call.visit, wish, right=(asked["pack"], asked["kind"]), now=call.now))


def own_case(call: Call) -> Value:
    """Show a visitor one of their requests."""
    return case_view_value(case_view(call.room.office, call.visit, identifier(call.arguments, "request")))


def withdraw_own(call: Call) -> Value:
    """Take back one of a visitor's requests."""
    take_back(call.room.office, call.visit, identifier(call.arguments, "request"), now=call.now)
    return None


def begin_own_package(call: Call) -> Value:
    """Put everything of a visitor into one package."""
    asked = call.arguments
    language: Language = "ja" if asked["language"] == "ja" else "en"
    request = identifier(asked, "request") if asked["request"] else None
    about = begin_package(call.room.packing, call.visit, language, request_id=request, now=call.now)
    return package_about_value(about)


def receipt(call: Call) -> Value:
    """Give the receipt of one of a visitor's records once more."""
    record = identifier(call.arguments, "record")
    return base64.b64encode(own_receipt(call.room.packing, call.visit, record, now=call.now)).decode()


def own_package_part(call: Call) -> Value:
    """Give a part of a visitor's package."""
    package, offset = identifier(call.arguments, "package"), count(call.arguments, "offset")
    part = package_part(call.room.packing, call.visit, package, offset, now=call.now)
    return base64.b64encode(part).decode()
