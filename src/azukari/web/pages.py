"""What every page of every door shares: its language, where it stands in the other one, and whom to ask."""

from django.utils.translation import get_language

from azukari.statement.organisation import Contact
from azukari.statement.text import Language

LANGUAGE_PREFIXES = {"/ja/": "/en/", "/en/": "/ja/"}


def other_language_path(path: str) -> str | None:
    """Give the path of the same page in the other language, or nothing for a path that has no language."""
    other = LANGUAGE_PREFIXES.get(path[:4])
    return other + path[4:] if other else None


def language_of_page() -> Language:
    """Tell the language of the page, which stands in its address."""
    return "en" if get_language() == "en" else "ja"


def contact_shown(contact: Contact, language: Language) -> dict[str, str]:
    """Give a contact in one language."""
    return {
        "id": contact.id,
        "name": contact.name.in_language(language),
        "email": contact.email,
        "telephone": contact.telephone,
        "address": contact.address.in_language(language),
        "hours": contact.hours.in_language(language),
    }
