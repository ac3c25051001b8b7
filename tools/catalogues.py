"""The interface's texts: find them in the source, keep both catalogues sorted and complete, and compile them.

``python tools/catalogues.py`` adds what the source newly says, drops what it no longer says, sorts, and compiles. English fills
itself in; Japanese is written by hand, and the tool ends with 1 as long as something lacks it.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

WEB = Path(__file__).resolve().parent.parent / "src" / "azukari" / "web"
LOCALE = WEB / "locale"
LANGUAGES = ("en", "ja")
_FUNCTIONS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
_IN_TEMPLATE = re.compile(
    r"(?:_|gettext|ngettext)\(u?(?P<first>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"(?:\s*,\s*u?(?P<second>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))?"
)
_HEADER = {"Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit", "MIME-Version": "1.0"}
_PLURALS = {"ja": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}

Message = tuple[str, str]  # singular and plural; the plural is empty where there is none


def used() -> set[Message]:
    """List every text that the source asks for."""
    found: set[Message] = set()
    for file in WEB.rglob("*.py"):
        found.update(_in_python(file.read_text(encoding="utf-8")))
    for pattern in ("*.html", "*.txt"):
        for file in WEB.rglob(pattern):
            found.update(_in_template(file.read_text(encoding="utf-8")))
    return found


def catalogue(language: str) -> polib.POFile:
    """Read a catalogue, or begin one."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    read = polib.pofile(str(path), wrapwidth=0) if path.exists() else polib.POFile(wrapwidth=0)
    read.metadata = {**_HEADER, "Language": language, "Plural-Forms": _PLURALS[language]}
    return read


def update(language: str, wanted: set[Message]) -> int:
    """Bring one catalogue to what the source asks for; tell how many texts lack a translation."""
    read = catalogue(language)
    kept = {
        (entry.msgid, entry.msgid_plural): entry for entry in read if not entry.msgctxt
    }  # nothing is asked for in a context
    entries = [kept.get(message) or _new(message) for message in sorted(wanted)]
    fresh = polib.POFile(wrapwidth=0)
    fresh.metadata = read.metadata
    for entry in entries:
        if language == "en":
            _fill(entry)
        fresh.append(entry)
    folder = LOCALE / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    fresh.save(str(folder / "django.po"))
    (folder / "django.mo").write_bytes(fresh.to_binary())
    return len(fresh.untranslated_entries())


def main() -> int:
    """Update and compile both catalogues."""
    wanted = used()
    lacking = {language: update(language, wanted) for language in LANGUAGES}
    for language, count in lacking.items():
        print(f"{language}: {len(wanted)} texts, {count} without a translation")  # noqa: T201 — this is a command
    return 1 if any(lacking.values()) else 0


def _new(message: Message) -> polib.POEntry:
    singular, plural = message
    return polib.POEntry(msgid=singular, msgid_plural=plural, msgstr_plural={0: ""} if plural else {})


def _fill(entry: polib.POEntry) -> None:
    if entry.msgid_plural:
        entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
    else:
        entry.msgstr = entry.msgid


def _in_python(text: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS:
            strings = [
                part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)
            ]
            if strings:
                yield strings[0], strings[1] if len(strings) > 1 and node.func.id.startswith("n") else ""


def _in_template(text: str) -> Iterator[Message]:
    for found in _IN_TEMPLATE.finditer(templatize(text)):
        second = found["second"]
        yield str(ast.literal_eval(found["first"])), str(ast.literal_eval(second)) if second else ""


if __name__ == "__main__":
    sys.exit(main())
