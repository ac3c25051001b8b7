"""What a change allows and forbids, in words; the other way round it says the opposite."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.statement.bundle import parse
from azukari.statement.diff import Change, ChangeKind, Hint, changes, hints
from azukari.statement.document import Statement
from tests.statement.samples import HEADER, RECIPIENT, SERVICE, TRAFFIC, sample

H, S, R, T, EN, JA = (
    "statement.toml",
    "services/inquiry.toml",
    "recipients/yubin.toml",
    "traffic.toml",
    "en.md",
    "ja.md",
)
_TOPIC = 'purposes = ["reply"]\nchoices'
# Each turns the sample into something else that is still a statement.
VARIANTS = {
    "more purpose": (S, _TOPIC, 'purposes = ["reply", "newsletter"]\nchoices'),
    "longer": (S, "days = 180", "days = 365"),
    "shorter": (S, "days = 180", "days = 30"),
    "other start": (S, 'days = 180, start = "closed"', 'days = 30, start = "collected"'),
    "more roles": (H, '["service_staff"]', '["service_staff", "privacy_manager"]'),
    "no consent": (H, "consent = true", "consent = false"),
    "country": (R, '["JP"]', '["JP", "US"]'),
    "fewer items": (R, '"email"]', "]"),
    "log field": (T, '"path"]', '"path", "address"]'),
    "weaker": (EN, "{#first class=enforced", "{#first class=notice"),
    "purpose text": (S, "To send the answer to the question.", "To send two answers."),
}


def _statement(*names: str) -> Statement:
    return parse(sample(*(_changes(names))))


def _changes(names: tuple[str, ...]) -> list[tuple[str, str, str]]:
    found = [VARIANTS[name] for name in names]
    if "weaker" in names:
        found.append((JA, "{#first class=enforced", "{#first class=notice"))
    return found


def _told(*names: str) -> tuple[Change, ...]:
    return changes(_statement(), _statement(*names))


def test_nothing_changes_in_the_same_statement() -> None:
    assert changes(_statement(), _statement()) == ()


@pytest.mark.parametrize(
    ("name", "kind", "hint", "text"),
    [
        ("more purpose", ChangeKind.ALLOWED, Hint.BEYOND, "“Newsletter” may now use “Topic” of “Inquiry”."),
        (
            "longer",
            ChangeKind.ALLOWED,
            Hint.RELATED,
            (
                "“Answering” is kept for 365 days from the day the matter was closed instead of 180 days from the day the "
                "matter was closed."
            ),
        ),
        (
            "shorter",
            ChangeKind.FORBIDDEN,
            Hint.NARROWING,
            (
                "“Answering” is kept for 30 days from the day the matter was closed instead of 180 days from the day the "
                "matter was closed."
            ),
        ),
        ("more roles", ChangeKind.ALLOWED, Hint.RELATED, "The role “privacy manager” may now open for “Newsletter”."),
        ("no consent", ChangeKind.ALLOWED, Hint.BEYOND, "“Newsletter” no longer needs a permission of its own."),
        ("country", ChangeKind.ALLOWED, Hint.RECIPIENT, "“Yubin Co.” now handles data in United States as well."),
        (
            "fewer items",
            ChangeKind.FORBIDDEN,
            Hint.NARROWING,
            "“Yubin Co.” no longer receives “E-mail address” of “Inquiry” for “Newsletter”.",
        ),
        ("log field", ChangeKind.ALLOWED, Hint.RELATED, "“Access log” newly records “address”."),
        (
            "weaker",
            ChangeKind.WITHDRAWN,
            Hint.RELATED,
            (
                "The way of keeping changes from “enforced by software” to “informs”: First, the form shows the notice before its "
                "fields."
            ),
        ),
        (
            "purpose text",
            ChangeKind.REWORDED,
            Hint.RELATED,
            "The purpose “Answering” is worded anew: To send two answers.",
        ),
    ],
)
def test_a_change_is_told_in_words(name: str, kind: ChangeKind, hint: Hint, text: str) -> None:
    (change,) = _told(name)
    assert (change.kind, change.hint, change.text.en) == (kind, hint, text)
    assert change.text.ja
    assert hints((change,)) == (hint,)


def test_another_start_counts_as_longer_unless_it_plainly_is_not() -> None:
    (change,) = _told("other start")
    assert change.kind is ChangeKind.ALLOWED


def test_a_new_service_is_told_once() -> None:
    files = sample()
    files["services/shop.toml"] = SERVICE.replace("Inquiry", "Shop").encode()
    assert [change.text.en for change in changes(_statement(), parse(files))] == [
        "Information is newly collected at “Shop”."
    ]


def test_a_new_recipient_is_told_once_and_as_such() -> None:
    files = sample()
    files["recipients/other.toml"] = RECIPIENT.replace("Yubin Co.", "Other Co.").encode()
    (change,) = changes(_statement(), parse(files))
    assert (change.hint, change.text.en) == (Hint.RECIPIENT, "A new contractor, “Other Co.”, receives data.")


def test_a_new_purpose_of_old_items_is_beyond() -> None:
    added = HEADER.replace("[purposes.newsletter]", "[purposes.post]").partition("[purposes.post]")[2]
    files = sample((S, _TOPIC, 'purposes = ["reply", "post"]\nchoices'))
    files[H] = (HEADER + "\n[purposes.post]" + added.replace("Newsletter", "Post")).encode()
    assert [(change.kind, change.hint, change.subject) for change in changes(_statement(), parse(files))] == [
        (ChangeKind.ALLOWED, Hint.RELATED, "post"),
        (ChangeKind.ALLOWED, Hint.BEYOND, "inquiry.topic.post"),
    ]


def test_cookies_and_transmissions_are_told() -> None:
    files = sample()
    files[T] = (
        TRAFFIC + '\n[[cookies]]\nname = "c"\nparty = "first"\npurpose = { ja = "印", en = "Sign" }\ndays = 1\n'
        '[[transmissions]]\nid = "t"\nto = { ja = "先", en = "There" }\nsent = { ja = "時", en = "Time" }\n'
        'purpose = { ja = "数", en = "Count" }\ntheir_purpose = { ja = "数", en = "Count" }\ncountry = "US"\n'
    ).encode()
    assert {change.text.en for change in changes(_statement(), parse(files))} == {
        "Data is newly transmitted to “There”.",
        "The cookie “c” is newly used.",
    }


def test_promises_that_come_and_go_are_told() -> None:
    gone = parse(
        sample(
            (EN, "Earlier versions stay readable. {#past class=enforced by=statement.versions}\n", ""),
            (JA, "過去の版はいつでも読めます。{#past class=enforced by=statement.versions}\n", ""),
        )
    )
    (lost,) = changes(_statement(), gone)
    (won,) = changes(gone, _statement())
    assert (lost.kind, won.kind) == (ChangeKind.WITHDRAWN, ChangeKind.PROMISED)


def test_a_reworded_promise_is_editorial() -> None:
    (change,) = changes(_statement(), parse(sample((EN, "First, the form", "First, this form"))))
    assert (change.kind, change.hint, change.subject) == (ChangeKind.REWORDED, Hint.EDITORIAL, "first")


_NAMES = st.lists(st.sampled_from(sorted(VARIANTS.keys() - {"shorter", "other start"})), unique=True)


@settings(deadline=None)  # each example reads four statements, on a machine that may be busy
@given(_NAMES, _NAMES)
def test_the_other_way_round_it_says_the_opposite(one: list[str], other: list[str]) -> None:
    there = changes(_statement(*one), _statement(*other))
    back = changes(_statement(*other), _statement(*one))

    def subjects(found: tuple[Change, ...], kind: ChangeKind) -> set[str]:
        return {change.subject for change in found if change.kind is kind}

    assert subjects(there, ChangeKind.ALLOWED) == subjects(back, ChangeKind.FORBIDDEN)
    assert subjects(there, ChangeKind.FORBIDDEN) == subjects(back, ChangeKind.ALLOWED)
    assert subjects(there, ChangeKind.PROMISED) == subjects(back, ChangeKind.WITHDRAWN)
    assert subjects(there, ChangeKind.REWORDED) == subjects(back, ChangeKind.REWORDED)
