"""The notice that a person is shown before giving anything: 個人情報の取扱いについて, points a to h of JIS Q 15001 A.7.

It is made from the facts, so that no point can be missing and none can differ from what the software does. Its UTF-8 bytes are
kept by hash with every record, so the same statement, service and language always give the same bytes; ``spec/notice.md`` is
the specification.
"""

from collections.abc import Iterator

from azukari.statement.document import Statement
from azukari.statement.fragments import element, link, text, words
from azukari.statement.matrix import received_items
from azukari.statement.organisation import Contact
from azukari.statement.purposes import Purpose
from azukari.statement.recipient_facts import contract_text, countries_text, terms
from azukari.statement.references import TLS_MINIMUM, day_text
from azukari.statement.service import Recipient, RecipientKind, Service
from azukari.statement.tables import retention_text
from azukari.statement.text import Language, Text
from azukari.statement.vocabulary import OPTIONAL, REQUIRED, ROLES, bracketed, days_text, labelled, listed

TITLE = Text(ja="個人情報の取扱いについて", en="How your personal information is handled")
_HEADINGS = (
    Text(ja="事業者の名称", en="Who we are"),
    Text(ja="個人情報保護管理者", en="Privacy manager"),
    Text(ja="利用目的", en="What we use it for"),
    Text(ja="第三者への提供", en="Third parties"),
    Text(ja="取扱いの委託", en="Contractors"),
    Text(ja="開示などのご請求と窓口", en="Your rights, and where to ask"),
    Text(ja="必須と任意、いただけない場合の結果", en="What is required, and what happens without it"),
    Text(ja="容易に気付かない方法による取得", en="What is acquired without your noticing"),
    Text(ja="保存期間と安全管理", en="How long it is kept, and how it is secured"),
)
_ONLY_WITH = Text(
    ja="個別に同意された場合だけに利用します。",
    en="Used only if you give this permission by itself.",
)
_NO_CONTRACTOR = Text(ja="この取扱いは、外部に委託しません。", en="None of this is entrusted to contractors.")
_CONTRACTORS = Text(
    ja="次の事業者に、業務に必要な項目の取扱いを委託します。",
    en="We entrust these contractors with the items that their work needs.",
)
_JOINT = Text(
    ja="次の事業者と、個人情報を共同で利用します。法律では「第三者」への提供に当たりません。",
    en="We use it jointly with these. In law, that is not provision to a third party.",
)
_FOR = Text(ja="利用目的", en="Used for")
_CONTRACT = Text(ja="取扱いについての契約", en="Contract on its handling")
_WITHOUT_CONTRACT = Text(ja="ありません", en="none")
_RIGHTS = Text(
    ja=(
        "ご本人は、利用目的の通知、開示（第三者提供の記録の開示を含みます）、内容の訂正・追加・削除、利用の停止・消去、"
        "第三者への提供の停止を請求でき、同意をいつでも撤回し、苦情を申し出ることができます。"
    ),
    en=(
        "You may ask to be told the purposes; ask for disclosure, including of the records of provision to third parties; for "
        "correction, addition or deletion; for an end to use or erasure; and for an end to provision to third parties. You may "
        "withdraw a permission at any time, and you may complain."
    ),
)
_RIGHTS_DESK = Text(ja="ご請求の窓口", en="Desk for these requests")
_SERVICE_DESK = Text(ja="このサービスの窓口", en="Contact for this service")
_SECURED = Text(
    ja=(
        f"送信は{TLS_MINIMUM}以上で暗号化し、受け取った内容は利用目的ごとの鍵で封印して保存します。"
        "開くたびに、利用目的と理由を記録します。"
    ),
    en=(
        f"Sending is encrypted with {TLS_MINIMUM} or later, and what we receive is sealed under a key for each purpose. Every "
        "opening is recorded with its purpose and reason."
    ),
)
_LOGS = Text(ja="アクセスの記録", en="Logs of visits")
_COLUMNS = Text(ja="開ける人", en="Who may open it")
_KEPT = Text(ja="保存期間", en="Kept for")
_USES = Text(ja="利用する項目", en="Items used")


def render(statement: Statement, service: Service, language: Language) -> str:
    """Write the notice of one service as an HTML fragment with one ``section``, whose heading is an ``h2``."""
    points = (_who, _manager, _purposes, _third_parties, _contractors, _rights, _items, _hidden, _security)
    inner = "\n".join(
        element("li", "\n".join((words("h3", heading, language), *point(statement, service, language))))
        for heading, point in zip(_HEADINGS, points, strict=True)
    )
    whole = (
        words("h2", TITLE, language, id=f"notice-{service.id}"),
        element("ol", f"\n{inner}\n", class_="notice-points"),
        text("p", _footer(statement, language), class_="notice-version"),
    )
    return element(
        "section",
        "\n" + "\n".join(whole) + "\n",
        class_="notice",
        lang=language,
        aria_labelledby=f"notice-{service.id}",
    )


def _who(statement: Statement, _service: Service, language: Language) -> Iterator[str]:
    organisation = statement.organisation
    representative = organisation.representative
    yield words("p", organisation.name, language)
    yield words("p", organisation.address, language)
    yield text("p", " ".join((representative.title.in_language(language), representative.name.in_language(language))))


def _manager(statement: Statement, _service: Service, language: Language) -> Iterator[str]:
    manager = statement.organisation.privacy_manager
    parts = (manager.title, manager.name, manager.department)
    yield text("p", listed(tuple(part.in_language(language) for part in parts), language))
    yield _contact_line(_contact(statement, manager.contact), language)


def _purposes(statement: Statement, service: Service, language: Language) -> Iterator[str]:
    yield element(
        "dl", "\n".join(_purpose(service, purpose, language) for purpose in shown_purposes(statement, service))
    )


def shown_purposes(statement: Statement, service: Service) -> tuple[Purpose, ...]:
    """List the purposes that the items of a service have: its own first, those by separate permission last."""
    named = {name for item in service.items for name in item.purposes}
    own = tuple(purpose for purpose in service.purposes if purpose.id in named)
    shared = tuple(purpose for purpose in statement.purposes if purpose.id in named)
    return tuple(sorted(own + shared, key=lambda purpose: purpose.consent))


def _purpose(service: Service, purpose: Purpose, language: Language) -> str:
    labels = tuple(item.label.in_language(language) for item in service.items if purpose.id in item.purposes)
    roles = tuple(ROLES[role].in_language(language) for role in purpose.roles)
    lines = [words("dt", purpose.title, language), words("dd", purpose.text, language)]
    if purpose.consent:
        lines.append(words("dd", _ONLY_WITH, language, class_="notice-permission"))
    lines.append(text("dd", labelled(_USES, listed(labels, language), language)))
    lines.append(text("dd", labelled(_COLUMNS, listed(roles, language), language)))
    return "\n".join(lines)


def _third_parties(statement: Statement, service: Service, language: Language) -> Iterator[str]:
    yield words("p", service.third_parties, language)
    yield from _recipients(statement, service, RecipientKind.THIRD_PARTY, language)
    joint = "\n".join(_recipients(statement, service, RecipientKind.JOINT_USER, language))
    if joint:
        yield words("p", _JOINT, language)
        yield joint


def _contractors(statement: Statement, service: Service, language: Language) -> Iterator[str]:
    found = "\n".join(_recipients(statement, service, RecipientKind.CONTRACTOR, language))
    yield words("p", _CONTRACTORS if found else _NO_CONTRACTOR, language)
    if found:
        yield found


def _rights(statement: Statement, service: Service, language: Language) -> Iterator[str]:
    yield words("p", _RIGHTS, language)
    desk = _contact(statement, statement.organisation.privacy_manager.contact)
    yield words("p", _RIGHTS_DESK, language)
    yield _contact_line(desk, language)
    own = statement.contact(service)
    if own.id != desk.id:
        yield words("p", _SERVICE_DESK, language)
        yield _contact_line(own, language)


def _items(_statement: Statement, service: Service, language: Language) -> Iterator[str]:
    lines: list[str] = []
    for item in service.items:
        state = (REQUIRED if item.required else OPTIONAL).in_language(language)
        lines.append(text("dt", bracketed(item.label.in_language(language), state, language)))
        lines.append(words("dd", item.why, language))
        lines.append(words("dd", item.without, language))
    yield element("dl", "\n".join(lines))


def _hidden(statement: Statement, service: Service, language: Language) -> Iterator[str]:
    yield words("p", service.hidden_means, language)
    if statement.traffic.streams:
        yield words("p", _LOGS, language)
        lines = (
            text("li", labelled(stream.title, days_text(stream.days, language), language))
            for stream in statement.traffic.streams
        )
        yield element("ul", "\n".join(lines))


def _security(statement: Statement, service: Service, language: Language) -> Iterator[str]:
    lines: list[str] = []
    for purpose in shown_purposes(statement, service):
        lines.append(words("dt", purpose.title, language))
        lines.append(text("dd", labelled(_KEPT, retention_text(purpose, language), language)))
        lines.append(words("dd", purpose.retention.why, language))
    yield element("dl", "\n".join(lines))
    yield words("p", _SECURED, language)


def _recipients(statement: Statement, service: Service, kind: RecipientKind, language: Language) -> Iterator[str]:
    lines: list[str] = []
    for recipient in statement.recipients_of(service.id):
        if recipient.kind == kind:
            lines.extend(_recipient(statement, service, recipient, language))
    if lines:
        yield element("dl", "\n".join(lines))


def _recipient(statement: Statement, service: Service, recipient: Recipient, language: Language) -> Iterator[str]:
    labels = tuple(item.label.in_language(language) for item in received_items(service, recipient))
    countries = countries_text(recipient.countries, language)
    yield text("dt", bracketed(recipient.name.in_language(language), countries, language))
    yield words("dd", recipient.work, language)
    yield text("dd", listed(labels, language))
    # A version that was published before there was a basis keeps the notice that it had.
    if recipient.basis or recipient.kind == RecipientKind.JOINT_USER:
        purposes = tuple(
            purpose.title.in_language(language)
            for purpose in shown_purposes(statement, service)
            if purpose.id in recipient.purposes
        )
        yield text("dd", labelled(_FOR, listed(purposes, language), language))
    if recipient.basis:
        contract = contract_text(recipient, language) or _WITHOUT_CONTRACT.in_language(language)
        yield text("dd", labelled(_CONTRACT, contract, language))
    for line in terms(recipient, language):
        yield text("dd", line)


def _contact(statement: Statement, contact_id: str) -> Contact:
    return next((contact for contact in statement.contacts if contact.id == contact_id), statement.contact())


def _contact_line(contact: Contact, language: Language) -> str:
    # An address element is for the contact of the part that it stands in (HTML, 4.3.10).
    parts = (
        words("span", contact.name, language),
        link(f"mailto:{contact.email}", contact.email),
        text("span", contact.telephone),
        words("span", contact.hours, language),
        words("span", contact.address, language),
    )
    return element("address", "<br>".join(parts))


def _footer(statement: Statement, language: Language) -> str:
    day = day_text(statement.effective_on, language)
    if language == "ja":
        return f"{statement.title.ja} 第{statement.version}版（{day}から有効）"
    return f"{statement.title.en}, version {statement.version}, in force from {day}"
