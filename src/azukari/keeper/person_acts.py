"""The acts of persons who come in: arguments in, one call of a service, a value out."""

from azukari.base.canonical import Value
from azukari.keeper.acts import Call
from azukari.keeper.arguments import identifier
from azukari.rights.services.visiting import begin_entrance, held_for, leave, letter_of, name_receipt, show_code
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
    return [held_value(one) for one in held_for(call.room.gate, call.visit, now=call.now)]


def go(call: Call) -> Value:
    """End a visit."""
    leave(call.room.gate, call.visit, now=call.now)
    return None
