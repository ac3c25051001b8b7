"""``README.txt``: what a package is, for whoever opens it anywhere."""

from azukari.base.clock import JAPAN
from azukari.rights.package import words
from azukari.rights.package.telling import Told
from azukari.statement.references import day_text


def readme(told: Told) -> bytes:
    """Write the file as every editor shows it: UTF-8 with byte order mark, CRLF."""
    language = told.language
    made = told.made_at.astimezone(JAPAN)
    organisation = told.statement.organisation.name.in_language(language)
    width = max(map(len, words.FILES))
    lines = (
        f"{words.TITLE.in_language(language)} – {organisation}",
        f"{day_text(made.date(), language)} {made:%H:%M} (JST)",
        "",
        words.START.in_language(language),
        "",
        *(f"  {path:<{width}}  {what.in_language(language)}" for path, what in words.FILES.items()),
        "",
        words.ONE_FILE.in_language(language),
        words.TO_CHECK.in_language(language),
        "",
        f"  {words.COMMAND}",
        "",
        f"{words.CONTACT.in_language(language)}{words.COLON.in_language(language)}{told.statement.contact().email}",
    )
    return "".join(("\ufeff", *(f"{line}\r\n" for line in lines))).encode()
