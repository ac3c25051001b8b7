"""The tables that prose and pages pull in, made from the facts (S11, S15, S27, S30 to S32; R1: the register is a view)."""

from collections.abc import Callable
from html import escape

from azukari.statement import recipient_tables
from azukari.statement.controls import controls_of
from azukari.statement.document import Statement
from azukari.statement.fragments import element, link, plain, table, text, words
from azukari.statement.purposes import Purpose
from azukari.statement.service import Service
from azukari.statement.text import Language
from azukari.statement.vocabulary import (
    CLASSES,
    NOT_PROVED,
    OPTIONAL,
    REQUIRED,
    ROLES,
    STARTS,
    country,
    days_text,
    listed,
)


def render(name: str, statement: Statement, language: Language) -> str:
    """Make the table of that name; KeyError if there is none."""
    return _TABLES[name](statement, language)


def service_matrix(statement: Statement, service: Service, language: Language) -> str:
    """Show which purpose may see which item of one service."""
    named = {name for item in service.items for name in item.purposes}
    columns = [purpose for purpose in statement.all_purposes() if purpose.id in named]
    yes = _heading("○", "yes", language)
    return table(
        service.title.in_language(language),
        (_heading("項目", "Item", language), *(purpose.title.in_language(language) for purpose in columns)),
        (
            (
                f"{plain(item.label, language)} ({plain(REQUIRED if item.required else OPTIONAL, language)})",
                *(yes if purpose.id in item.purposes else "—" for purpose in columns),
            )
            for item in service.items
        ),
        name="matrix",
    )


def promises(statement: Statement, language: Language) -> str:
    """Show each promise with its class, what keeps it, and how far that is proved."""
    return table(
        _heading("各文の裏付け", "What keeps each sentence", language),
        (
            _heading("文", "Sentence", language),
            _heading("守り方", "Way of keeping", language),
            _heading("何が守るか", "What keeps it", language),
            _heading("証明", "Proof", language),
        ),
        (
            (
                element("span", escape(promise.text.in_language(language), quote=False), id=f"kept-{promise.id}")
                + " "
                + link(f"#promise-{promise.id}", "↑", aria_label=_heading("本文へ", "to the sentence", language)),
                words("span", CLASSES[promise.promise_class], language, class_=f"class-{promise.promise_class}"),
                "<br>".join(plain(control.what, language) for control in controls_of(promise)) or "—",
                "<br>".join(
                    escape(control.proof) if control.proof else plain(NOT_PROVED, language)
                    for control in controls_of(promise)
                )
                or "—",
            )
            for promise in statement.promises
        ),
        name="promises",
    )


def _services(statement: Statement, language: Language) -> str:
    return table(
        _heading("サービス", "Services", language),
        (
            _heading("サービス", "Service", language),
            _heading("内容", "What it does", language),
            _heading("窓口", "Contact", language),
        ),
        (
            (
                link(f"/{language}/services/{service.id}/", service.title.in_language(language)),
                plain(service.summary, language),
                plain(statement.contact(service).name, language),
            )
            for service in statement.services
        ),
        name="services",
    )


def _matrix(statement: Statement, language: Language) -> str:
    return "\n".join(service_matrix(statement, service, language) for service in statement.services)


def _retention(statement: Statement, language: Language) -> str:
    return table(
        _heading("利用目的と保存期間", "Purposes and retention", language),
        (
            _heading("利用目的", "Purpose", language),
            _heading("サービス", "Service", language),
            _heading("保存期間", "Kept for", language),
            _heading("理由", "Why so long", language),
            _heading("開ける人", "Who may open", language),
        ),
        (
            (
                plain(purpose.title, language),
                escape(_service_of(statement, purpose, language)),
                escape(retention_text(purpose, language)),
                plain(purpose.retention.why, language),
                escape(listed(tuple(ROLES[role].in_language(language) for role in purpose.roles), language)),
            )
            for purpose in statement.all_purposes()
        ),
        name="retention",
    )


def retention_text(purpose: Purpose, language: Language) -> str:
    """Say how long a purpose keeps: ``180 days from the day it was received``."""
    start = STARTS[purpose.retention.start].in_language(language)
    days = days_text(purpose.retention.days, language)
    return f"{start}から{days}" if language == "ja" else f"{days} from {start}"


def _contacts(statement: Statement, language: Language) -> str:
    return table(
        _heading("窓口", "Contacts", language),
        (
            _heading("窓口", "Contact", language),
            _heading("サービス", "Services", language),
            _heading("電話", "Telephone", language),
            _heading("メール", "E-mail", language),
            _heading("受付時間", "Hours", language),
            _heading("住所", "Address", language),
        ),
        (
            (
                plain(contact.name, language),
                escape(
                    listed(
                        tuple(
                            service.title.in_language(language)
                            for service in statement.services
                            if statement.contact(service).id == contact.id
                        ),
                        language,
                    )
                )
                or (_heading("全般", "General", language) if contact.id == statement.default_contact else "—"),
                escape(contact.telephone),
                link(f"mailto:{contact.email}", contact.email),
                plain(contact.hours, language),
                plain(contact.address, language),
            )
            for contact in statement.contacts
        ),
        name="contacts",
    )


def _recipients(statement: Statement, language: Language) -> str:
    if not statement.recipients:
        return _none("外部の受け取り手はありません。", "Nobody outside receives data.", language)
    return recipient_tables.render(statement, language)


def _logs(statement: Statement, language: Language) -> str:
    if not statement.traffic.streams:
        return _none("記録はありません。", "There are no logs.", language)
    return table(
        _heading("アクセスの記録", "Logs", language),
        (
            _heading("記録", "Log", language),
            _heading("項目", "Fields", language),
            _heading("利用目的", "Used for", language),
            _heading("保存期間", "Kept for", language),
        ),
        (
            (
                plain(stream.title, language),
                " ".join(text("code", field) for field in stream.fields),
                plain(stream.purposes, language),
                escape(days_text(stream.days, language)),
            )
            for stream in statement.traffic.streams
        ),
        name="logs",
    )


def _cookies(statement: Statement, language: Language) -> str:
    if not statement.traffic.cookies:
        return _none("Cookieは使っていません。", "No cookies are used.", language)
    ends = _heading("ブラウザを閉じるまで", "until the browser is closed", language)
    return table(
        "Cookie" if language == "ja" else "Cookies",
        (
            _heading("名前", "Name", language),
            _heading("発行者", "Set by", language),
            _heading("利用目的", "Used for", language),
            _heading("期間", "Kept for", language),
        ),
        (
            (
                text("code", cookie.name),
                escape(_heading("当社", "us", language) if cookie.party == "first" else cookie.party),
                plain(cookie.purpose, language),
                escape(days_text(cookie.days, language)) if cookie.days else ends,
            )
            for cookie in statement.traffic.cookies
        ),
        name="cookies",
    )


def _transmissions(statement: Statement, language: Language) -> str:
    if not statement.traffic.transmissions:
        return _none("外部への送信はありません。", "Nothing is transmitted to anybody else.", language)
    return table(
        _heading("外部送信", "External transmissions", language),
        (
            _heading("送信先", "To", language),
            _heading("送信する情報", "What is sent", language),
            _heading("当社の目的", "Our purpose", language),
            _heading("送信先の目的", "Their purpose", language),
            _heading("国", "Country", language),
            _heading("停止の方法", "How to opt out", language),
        ),
        (
            (
                plain(transmission.to, language),
                plain(transmission.sent, language),
                plain(transmission.purpose, language),
                plain(transmission.their_purpose, language),
                plain(country(transmission.country), language),
                escape(transmission.opt_out) or "—",
            )
            for transmission in statement.traffic.transmissions
        ),
        name="transmissions",
    )


def _service_of(statement: Statement, purpose: Purpose, language: Language) -> str:
    name = purpose.id.rpartition(".")[0]
    return statement.service(name).title.in_language(language) if name else _heading("共通", "All", language)


def _heading(ja: str, en: str, language: Language) -> str:
    return ja if language == "ja" else en


def _none(ja: str, en: str, language: Language) -> str:
    return text("p", _heading(ja, en, language), class_="facts-none")


_TABLES: dict[str, Callable[[Statement, Language], str]] = {
    "services": _services,
    "matrix": _matrix,
    "retention": _retention,
    "contacts": _contacts,
    "recipients": _recipients,
    "logs": _logs,
    "cookies": _cookies,
    "transmissions": _transmissions,
    "promises": promises,
}
