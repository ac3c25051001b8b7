"""What a change allows and forbids, in words; the other way round it says the opposite."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.statement.bundle import parse
from azukari.statement.diff import Change, ChangeKind, Hint, changes, hints
from azukari.statement.document import Statement
from tests.statement.samples import (
    FOREIGN,
    HEADER,
    RECIPIENT,
    SERVICE,
    SUBCONTRACTOR,
    TRAFFIC,
    of_kind,
    sample,
    with_recipient,
)

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
    "kind": (R, '"contractor"', '"client"'),
    "shorter contract": (R, "to = 2027-03-31 }", "to = 2026-12-31 }"),
    "subcontractor": (
        R,
        "services",
        (
            'subcontractors = [{ id = "a", name = { ja = "あ", en = "A" }, work = { ja = "手伝い", en = "Help" }, '
            'countries = ["US"] }]\nservices'
        ),
    ),
    "abroad": (
        R,
        "purposes",
        'foreign = { basis = "listed", system = { ja = "法", en = "Law" }, measures = { ja = "鍵", en = "Keys" } }\npurposes',
    ),
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


def _between(old: str, new: str) -> list[tuple[ChangeKind, Hint, str, str]]:
    """Tell what changes from one text of the recipient to another."""
    found = changes(parse(with_recipient(old)), parse(with_recipient(new)))
    assert all(change.text.ja != change.text.en for change in found)
    return [(change.kind, change.hint, change.subject, change.text.en) for change in found]


def test_another_kind_of_recipient_is_told_both_ways() -> None:
    assert _between(of_kind("contractor"), of_kind("joint_user")) == [
        (ChangeKind.ALLOWED, Hint.RECIPIENT, "yubin.joint_user", "“Yubin Co.” now receives data as a joint user."),
        (
            ChangeKind.FORBIDDEN, Hint.NARROWING, "yubin.contractor",
            "“Yubin Co.” no longer receives data as a contractor.",
        ),
    ]  # fmt: skip


def test_a_subcontractor_that_comes_or_goes_is_told_once() -> None:
    assert _between(RECIPIENT, RECIPIENT + SUBCONTRACTOR) == [
        (ChangeKind.ALLOWED, Hint.RECIPIENT, "yubin.hako", "“Yubin Co.” now passes work on to “Hako Co.”.")
    ]
    assert _between(RECIPIENT + SUBCONTRACTOR, RECIPIENT) == [
        (ChangeKind.FORBIDDEN, Hint.NARROWING, "yubin.hako", "“Yubin Co.” no longer passes work on to “Hako Co.”.")
    ]


def test_another_country_of_a_subcontractor_is_told() -> None:
    old = RECIPIENT + SUBCONTRACTOR
    new = RECIPIENT + SUBCONTRACTOR.replace('["JP"]', '["VN"]')
    assert [text for *_, text in _between(old, new)] == [
        "“Hako Co.”, to whom “Yubin Co.” passes work on, now handles data in Vietnam as well.",
        "“Hako Co.”, to whom “Yubin Co.” passes work on, no longer handles data in Japan.",
    ]


def test_a_basis_abroad_is_told() -> None:
    [(kind, hint, subject, text)] = _between(RECIPIENT, RECIPIENT + FOREIGN)
    assert (kind, hint, subject) == (ChangeKind.ALLOWED, Hint.RECIPIENT, "yubin.equivalent")
    assert text.startswith("“Yubin Co.” now handles data abroad on this basis: the recipient keeps up measures")


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ('["name"]', '["name", "email"]', "“Yubin Co.” now receives “E-mail address” of “Inquiry” for “Newsletter”."),
        (
            '["newsletter"]',
            '["newsletter", "inquiry.reply"]',
            "“Yubin Co.” now receives “Name” of “Inquiry” for “Answering”.",
        ),
    ],
)
def test_more_of_a_scope_is_told(old: str, new: str, text: str) -> None:
    narrow = RECIPIENT.replace('["name", "email"]', '["name"]')
    assert [one[3] for one in _between(narrow, narrow.replace(old, new))] == [text]
    assert [one[0] for one in _between(narrow.replace(old, new), narrow)] == [ChangeKind.FORBIDDEN]


def test_a_service_in_a_scope_that_comes_or_goes_is_told_by_its_items() -> None:
    shop = SERVICE.replace("Inquiry", "Shop").encode()
    wide = RECIPIENT.replace('["inquiry"]', '["inquiry", "shop"]')
    one, two = (parse({**with_recipient(text), "services/shop.toml": shop}) for text in (RECIPIENT, wide))
    assert [change.text.en for change in changes(one, two)] == [
        "“Yubin Co.” now receives “E-mail address” of “Shop” for “Newsletter”.",
        "“Yubin Co.” now receives “Name” of “Shop” for “Newsletter”.",
    ]
    assert {change.kind for change in changes(two, one)} == {ChangeKind.FORBIDDEN}


@pytest.mark.parametrize(
    ("days", "kind", "term"),
    [
        ("from = 2026-04-01, to = 2028-03-31", ChangeKind.ALLOWED, "1 April 2026 to 31 March 2028"),
        ("from = 2026-05-01, to = 2027-04-30", ChangeKind.ALLOWED, "1 May 2026 to 30 April 2027"),
        ("from = 2026-05-01, to = 2027-03-31", ChangeKind.FORBIDDEN, "1 May 2026 to 31 March 2027"),
    ],
)
def test_other_days_of_a_contract_are_told(days: str, kind: ChangeKind, term: str) -> None:
    hint = Hint.RELATED if kind is ChangeKind.ALLOWED else Hint.NARROWING
    text = f"The term of the contract with “Yubin Co.” was 1 April 2026 to 31 March 2027 and becomes {term}."
    new = RECIPIENT.replace("from = 2026-04-01, to = 2027-03-31", days)
    assert _between(RECIPIENT, new) == [(kind, hint, "yubin", text)]


def test_a_contract_that_is_given_up_binds_to_no_days() -> None:
    with_days = of_kind("joint_user")
    without = with_days.replace("contract = { from = 2026-04-01, to = 2027-03-31 }\n", "")
    [(kind, _, _, text)] = _between(with_days, without)
    assert (kind, text[-17:]) == (ChangeKind.ALLOWED, "and becomes none.")
    assert [one[0] for one in _between(without, with_days)] == [ChangeKind.FORBIDDEN]


def test_another_description_under_the_same_id_is_looked_at() -> None:
    old, new = RECIPIENT + SUBCONTRACTOR + FOREIGN, RECIPIENT + SUBCONTRACTOR + FOREIGN
    for was, now in (("Yubin Co.", "Tegami Co."), ("Delivers.", "Burns."), ("There is a law.", "There is none.")):
        new = new.replace(was, now)
    assert [one[:3] for one in _between(old, new)] == [(ChangeKind.REWORDED, Hint.RECIPIENT, "yubin")] * 3
    assert [one[3] for one in _between(old, new)] == [
        "“Yubin Co.” is described anew: Tegami Co.",
        "“Yubin Co.” is described anew: There is none.",
        "“Yubin Co.” is described anew: Burns.",
    ]


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
