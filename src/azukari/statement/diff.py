"""What a change of the statement newly allows, newly forbids, and to whom, in words of both languages (S42.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from azukari.statement.changes import SENTENCES, Fact, FactKind, descriptions_of, facts_of, names_of, retention_of
from azukari.statement.controls import is_stronger
from azukari.statement.document import Promise, Statement
from azukari.statement.purposes import RetentionStart
from azukari.statement.recipient_facts import contract_text
from azukari.statement.service import Recipient
from azukari.statement.text import Language, Text
from azukari.statement.vocabulary import CLASSES, STARTS, days_text


class ChangeKind(StrEnum):
    """What a change does."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    PROMISED = "promised"
    WITHDRAWN = "withdrawn"
    REWORDED = "reworded"


class Hint(StrEnum):
    """Where the classifier of S42.2 would put a change; two people decide, this only tells what to look at."""

    EDITORIAL = "editorial"
    NARROWING = "narrowing"
    RELATED = "related"
    BEYOND = "beyond"
    RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True)
class Change:
    """One change in words; ``subject`` is the id of what changed."""

    kind: ChangeKind
    hint: Hint
    subject: str
    text: Text


_NO_CONTRACT = Text(ja="なし", en="none")

# A purpose that reaches data which people gave for others goes beyond what they were told, until two people decide otherwise.
_HINTS = {
    FactKind.SERVICE: Hint.RELATED,
    FactKind.ITEM: Hint.RELATED,
    FactKind.PURPOSE: Hint.RELATED,
    FactKind.SEES: Hint.BEYOND,
    FactKind.OPENS: Hint.RELATED,
    FactKind.FREE: Hint.BEYOND,
    FactKind.RECIPIENT: Hint.RECIPIENT,
    FactKind.RECEIVES: Hint.RECIPIENT,
    FactKind.RECEIVES_AS: Hint.RECIPIENT,
    FactKind.BASIS_ABROAD: Hint.RECIPIENT,
    FactKind.COUNTRY: Hint.RECIPIENT,
    FactKind.SUBCONTRACTOR: Hint.RECIPIENT,
    FactKind.SUBCOUNTRY: Hint.RECIPIENT,
    FactKind.TRANSMISSION: Hint.RECIPIENT,
    FactKind.COOKIE: Hint.RELATED,
    FactKind.LOG_FIELD: Hint.RELATED,
}


def changes(old: Statement, new: Statement) -> tuple[Change, ...]:
    """Tell every change between two versions: first what is allowed, then what is forbidden, then words."""
    before, after = facts_of(old), facts_of(new)
    allowed = [_allowed(fact, new) for fact in _telling(after - before)]
    forbidden = [_forbidden(fact, old) for fact in _telling(before - after)]
    moved = (*_retention(old, new), *_contracts(old, new))
    longer = (change for change in moved if change.kind is ChangeKind.ALLOWED)
    shorter = (change for change in moved if change.kind is ChangeKind.FORBIDDEN)
    return (*allowed, *longer, *forbidden, *shorter, *_promises(old, new), *_reworded(old, new), *_described(old, new))


def hints(found: tuple[Change, ...]) -> tuple[Hint, ...]:
    """List the kinds of S42.2 that occur, mildest first."""
    return tuple(hint for hint in Hint if any(change.hint is hint for change in found))


def _telling(changed: frozenset[Fact]) -> list[Fact]:
    order = list(FactKind)
    return sorted(
        (fact for fact in changed if not _implied(fact, changed)),
        key=lambda fact: (order.index(fact.kind), fact.names),
    )


# What follows from a whole service, item, purpose or recipient coming or going is told with it, not once more by itself.
_WITHIN = {
    FactKind.ITEM: ((FactKind.SERVICE, 1),),
    FactKind.SEES: ((FactKind.SERVICE, 1), (FactKind.ITEM, 2)),
    FactKind.OPENS: ((FactKind.PURPOSE, 1),),
    FactKind.FREE: ((FactKind.PURPOSE, 1),),
    FactKind.RECEIVES: ((FactKind.RECIPIENT, 1),),
    FactKind.RECEIVES_AS: ((FactKind.RECIPIENT, 1),),
    FactKind.BASIS_ABROAD: ((FactKind.RECIPIENT, 1),),
    FactKind.COUNTRY: ((FactKind.RECIPIENT, 1),),
    FactKind.SUBCONTRACTOR: ((FactKind.RECIPIENT, 1),),
    FactKind.SUBCOUNTRY: ((FactKind.RECIPIENT, 1), (FactKind.SUBCONTRACTOR, 2)),
}


def _implied(fact: Fact, changed: frozenset[Fact]) -> bool:
    if fact.kind is FactKind.PURPOSE:
        return Fact(FactKind.SERVICE, (fact.names[0].rpartition(".")[0],)) in changed
    return any(Fact(kind, fact.names[:length]) in changed for kind, length in _WITHIN.get(fact.kind, ()))


def _allowed(fact: Fact, new: Statement) -> Change:
    hint = _HINTS[fact.kind]
    return Change(ChangeKind.ALLOWED, hint, ".".join(fact.names), _sentence(fact, new, allowed=True))


def _forbidden(fact: Fact, old: Statement) -> Change:
    return Change(ChangeKind.FORBIDDEN, Hint.NARROWING, ".".join(fact.names), _sentence(fact, old, allowed=False))


def _sentence(fact: Fact, statement: Statement, *, allowed: bool) -> Text:
    positive, negative = SENTENCES[fact.kind]
    pattern = positive if allowed else negative
    words = names_of(fact, statement)
    return Text(ja=pattern.ja.format(*(word.ja for word in words)), en=pattern.en.format(*(word.en for word in words)))


def _retention(old: Statement, new: Statement) -> Iterator[Change]:
    before, after = retention_of(old), retention_of(new)
    for purpose in new.all_purposes():
        was, now = before.get(purpose.id), after[purpose.id]
        if was is None or was == now:
            continue
        text = Text(
            ja=f"「{purpose.title.ja}」の保存期間が、{_span_ja(was)}から{_span_ja(now)}に変わります。",
            en=f"“{purpose.title.en}” is kept for {_span_en(now)} instead of {_span_en(was)}.",
        )
        # Another start may lengthen the period as well, so it counts as longer unless it plainly is not.
        if now[1] == was[1] and now[0] < was[0]:
            yield Change(ChangeKind.FORBIDDEN, Hint.NARROWING, purpose.id, text)
        else:
            yield Change(ChangeKind.ALLOWED, Hint.RELATED, purpose.id, text)


def _contracts(old: Statement, new: Statement) -> Iterator[Change]:
    for was, now in _both(old, new):
        if _days(was) == _days(now):
            continue
        text = Text(
            ja=f"「{now.name.ja}」との契約の期間が、「{_term(was, 'ja')}」から「{_term(now, 'ja')}」に変わります。",
            en=f"The term of the contract with “{now.name.en}” was {_term(was, 'en')} and becomes {_term(now, 'en')}.",
        )
        # Without a contract there is no day on which sending ends, so only days within the old ones are surely fewer.
        if _days(was)[0] <= _days(now)[0] and _days(now)[1] <= _days(was)[1]:
            yield Change(ChangeKind.FORBIDDEN, Hint.NARROWING, now.id, text)
        else:
            yield Change(ChangeKind.ALLOWED, Hint.RELATED, now.id, text)


def _both(old: Statement, new: Statement) -> Iterator[tuple[Recipient, Recipient]]:
    before = {recipient.id: recipient for recipient in old.recipients}
    yield from ((before[recipient.id], recipient) for recipient in new.recipients if recipient.id in before)


def _days(recipient: Recipient) -> tuple[date, date]:
    return recipient.contract_from or date.min, recipient.contract_to or date.max


def _term(recipient: Recipient, language: Language) -> str:
    return contract_text(recipient, language) or _NO_CONTRACT.in_language(language)


def _promises(old: Statement, new: Statement) -> Iterator[Change]:
    before = {promise.id: promise for promise in old.promises}
    after = {promise.id: promise for promise in new.promises}
    for name, promise in after.items():
        if name not in before:
            text = Text(
                ja=f"新しい約束（{CLASSES[promise.promise_class].ja}）：{promise.text.ja}",
                en=f"New promise ({CLASSES[promise.promise_class].en}): {promise.text.en}",
            )
            yield Change(ChangeKind.PROMISED, Hint.EDITORIAL, name, text)
        else:
            yield from _class_change(before[name], promise)
    for name, promise in before.items():
        if name not in after:
            text = Text(ja=f"なくなった約束：{promise.text.ja}", en=f"Promise withdrawn: {promise.text.en}")
            yield Change(ChangeKind.WITHDRAWN, Hint.RELATED, name, text)


def _class_change(old: Promise, new: Promise) -> Iterator[Change]:
    if old.promise_class is new.promise_class:
        return
    stronger = is_stronger(new.promise_class, old.promise_class)
    was, now = CLASSES[old.promise_class], CLASSES[new.promise_class]
    text = Text(
        ja=f"約束の守り方が「{was.ja}」から「{now.ja}」に変わります：{new.text.ja}",
        en=f"The way of keeping changes from “{was.en}” to “{now.en}”: {new.text.en}",
    )
    kind = ChangeKind.PROMISED if stronger else ChangeKind.WITHDRAWN
    yield Change(kind, Hint.EDITORIAL if stronger else Hint.RELATED, new.id, text)


def _reworded(old: Statement, new: Statement) -> Iterator[Change]:
    before = {promise.id: promise.text for promise in old.promises}
    for promise in new.promises:
        if promise.id in before and before[promise.id] != promise.text:
            text = Text(ja=f"文言が変わります：{promise.text.ja}", en=f"Reworded: {promise.text.en}")
            yield Change(ChangeKind.REWORDED, Hint.EDITORIAL, promise.id, text)
    purposes = {purpose.id: (purpose.title, purpose.text) for purpose in old.all_purposes()}
    for purpose in new.all_purposes():
        if purpose.id in purposes and purposes[purpose.id] != (purpose.title, purpose.text):
            text = Text(
                ja=f"利用目的「{purpose.title.ja}」の書き方が変わります：{purpose.text.ja}",
                en=f"The purpose “{purpose.title.en}” is worded anew: {purpose.text.en}",
            )
            # A new wording may be a new purpose in disguise, so people must look.
            yield Change(ChangeKind.REWORDED, Hint.RELATED, purpose.id, text)


def _described(old: Statement, new: Statement) -> Iterator[Change]:
    for was, now in _both(old, new):
        before, after = descriptions_of(was), descriptions_of(now)
        for part in after:
            if part in before and after[part] != before[part]:
                text = Text(
                    ja=f"「{was.name.ja}」についての説明が変わります：{after[part].ja or '—'}",
                    en=f"“{was.name.en}” is described anew: {after[part].en or '—'}",
                )
                # Another name or work under the same id may be somebody else, so people must look.
                yield Change(ChangeKind.REWORDED, Hint.RECIPIENT, now.id, text)


def _span_ja(retention: tuple[int, str]) -> str:
    return f"{STARTS[RetentionStart(retention[1])].ja}から{days_text(retention[0], 'ja')}"


def _span_en(retention: tuple[int, str]) -> str:
    return f"{days_text(retention[0], 'en')} from {STARTS[RetentionStart(retention[1])].en}"
