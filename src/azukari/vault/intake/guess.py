"""A mapping to start from, guessed from the names of the columns: everything in it is to be read and put right by a person."""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from azukari.statement.document import Statement
from azukari.statement.service import Item, ItemKind, Service
from azukari.vault.consent import asked_permissions
from azukari.vault.intake.provenance import Basis, Giver
from azukari.vault.typed import ADDRESS_PARTS

_WORDS: dict[ItemKind, tuple[str, ...]] = {
    ItemKind.NAME: ("氏名", "名前", "お名前", "姓名", "顧客名", "name", "fullname", "customername"),
    ItemKind.KANA: ("フリガナ", "ふりがな", "カナ", "氏名カナ", "カナ氏名", "ヨミ", "kana", "namekana", "furigana"),
    ItemKind.EMAIL: ("メール", "メールアドレス", "eメール", "email", "mail", "emailaddress", "mailaddress"),
    ItemKind.PHONE: ("電話", "電話番号", "tel", "phone", "telephone", "phonenumber", "携帯電話", "携帯"),
    ItemKind.POSTAL_CODE: ("郵便番号", "〒", "郵便", "zip", "zipcode", "postalcode", "postcode"),
    ItemKind.ADDRESS: ("住所", "ご住所", "address"),
    ItemKind.ORGANISATION: ("会社", "会社名", "勤務先", "所属", "団体名", "company", "organisation", "organization"),
    ItemKind.DATE: ("生年月日", "誕生日", "birthday", "birthdate", "dateofbirth"),
}
_PAIRS: dict[ItemKind, tuple[tuple[str, str], ...]] = {
    ItemKind.NAME: (("姓", "名"), ("氏", "名"), ("lastname", "firstname"), ("familyname", "givenname"), ("sei", "mei")),
    ItemKind.KANA: (("セイ", "メイ"), ("姓カナ", "名カナ"), ("せい", "めい"), ("lastnamekana", "firstnamekana")),
}
_PARTS: dict[str, tuple[str, ...]] = {
    "prefecture": ("都道府県", "prefecture", "pref"),
    "city": ("市区町村", "市区郡町村", "city"),
    "street": ("番地", "町名番地", "丁目番地", "street", "address1"),
    "building": ("建物", "建物名", "マンション名", "building", "address2"),
}
_LANGUAGE = """\
# In which language the persons are written to: ja or en; or column = "…" with values = { "日本語" = "ja" }.
[language]
value = "ja\""""
_IDS = ("id", "no", "番号", "顧客番号", "会員番号", "顧客id", "会員id", "customerid", "memberid", "userid")


def new_mapping(columns: Sequence[str], *, statement: Statement, service: Service, today: date) -> str:
    """Write a mapping for a service from the names of a file's columns."""
    known = {_plain(column): column for column in columns}
    blocks = [
        _head(service, columns),
        _source(known),
        _provenance(today),
        _LANGUAGE,
        *(_item(item, known) for item in service.items),
        *(_permission(purpose) for purpose in asked_permissions(statement, service)),
    ]
    return "\n\n".join(blocks) + "\n"


def _head(service: Service, columns: Sequence[str]) -> str:
    listed = "\n".join(f"#   {_printable(column)}" for column in columns)
    return (
        f"# How a file becomes records of “{service.id}”. Guessed from the names of its columns; read all of it.\n"
        f"# The file has these columns:\n{listed}"
    )


def _source(known: dict[str, str]) -> str:
    own = next((known[word] for word in _IDS if word in known), "")
    line = f"id = {_quoted(own)}" if own else '# id = ""'
    return (
        "[source]\n"
        '# format = "csv"        # csv, jsonl or parquet; without it, by the name of the file\n'
        '# encoding = "cp932"    # utf-8 or cp932 (Shift_JIS); without it, found out\n'
        '# delimiter = ","\n'
        f"{line}    # the source's own id, for `azukari import --links`; it is not stored"
    )


def _provenance(today: date) -> str:
    return f"""\
# Where the file comes from (Act on the Protection of Personal Information, Art. 30). Nothing is taken in without it.
[provenance]
giver = ""             # {", ".join(one.value for one in Giver)} (ourselves: an older system of our own)
name = ""              # from whom
address = ""
representative = ""    # of a legal person: its representative
acquired = ""          # how they had acquired it: which form, from when to when
received_on = {today.isoformat()}
basis = ""             # {", ".join(one.value for one in Basis)}
consent = ""           # what the persons were told and agreed to, or why no consent was needed
contract = ""          # with the giver: its name and date, or why there is none
confirmed_by = ""      # who of us confirmed all this
confirmed_how = \"\""""


def _item(item: Item, known: dict[str, str]) -> str:
    state = "required" if item.required else "optional"
    lines = [f"# {_printable(item.label.ja)} / {_printable(item.label.en)} ({item.kind.value}, {state})"]
    found = list(_rule(item, known))
    body = [f"[items.{item.id}]", *(found or ['column = ""']), *_values(item)]
    if not found:
        lines.append("# No column was found for it." + (" Find one: the service requires it." if item.required else ""))
    if not found and not item.required:
        body = [f"# {line}" for line in body]
    return "\n".join([*lines, *body])


def _rule(item: Item, known: dict[str, str]) -> Iterator[str]:
    if item.kind is ItemKind.ADDRESS:
        parts = {part: next((known[word] for word in _PARTS[part] if word in known), "") for part in ADDRESS_PARTS}
        if parts["prefecture"]:
            yield "parts = { " + ", ".join(f"{part} = {_quoted(column)}" for part, column in parts.items()) + " }"
            return
    words = (item.id, item.label.ja, item.label.en, *_WORDS.get(item.kind, ()))
    for word in map(_plain, words):
        if word in known:
            yield f"column = {_quoted(known[word])}"
            return
    for first, second in _PAIRS.get(item.kind, ()):
        if first in known and second in known:
            yield f"columns = [{_quoted(known[first])}, {_quoted(known[second])}]"
            yield 'join = " "'
            return


def _values(item: Item) -> Iterator[str]:
    if item.kind is ItemKind.DATE:
        yield '# date = "%d/%m/%Y"    # only if it is none of 1990-04-01, 1990/4/1, 19900401, 平成2年4月1日, H2.4.1'
    if item.kind is ItemKind.CHOICES:
        yield 'separator = ","        # between several of them'
    if item.choices:
        pairs = ", ".join(f"{_quoted(choice.label.ja)} = {_quoted(choice.id)}" for choice in item.choices)
        yield f"values = {{ {pairs} }}"


def _permission(purpose: str) -> str:
    return (
        f"# Who gave the permission for {purpose}: which values of which column say so. Without it, nobody did.\n"
        f"# [permissions.{_key(purpose)}]\n"
        '# column = ""\n'
        '# given = ["1", "はい"]\n'
        '# refused = ["0", "いいえ", ""]'
    )


def _key(name: str) -> str:
    return name if re.fullmatch(r"[\w-]+", name, re.ASCII) else _quoted(name)


def _plain(column: str) -> str:
    return re.sub(r"[\s_\-()（）・]", "", unicodedata.normalize("NFKC", column)).casefold()


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
