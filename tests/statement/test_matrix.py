from azukari.statement.bundle import parse
from azukari.statement.matrix import compartments, received_items, uncovered, visible_items
from tests.statement.samples import sample

S = "services/inquiry.toml"


def test_items_with_the_same_purposes_share_a_compartment() -> None:
    service = parse(sample()).service("inquiry")
    assert [(one.items, one.purposes) for one in compartments(service)] == [
        (("topic",), ("inquiry.reply",)),
        (("name", "email"), ("inquiry.reply", "newsletter")),
    ]


def test_the_name_of_a_compartment_depends_on_its_purposes_only() -> None:
    before = {one.purposes: one.id for one in compartments(parse(sample()).service("inquiry"))}
    changed = sample((S, 'id = "topic"', 'id = "theme"'))
    after = {one.purposes: one.id for one in compartments(parse(changed).service("inquiry"))}
    assert before == after
    assert len(set(before.values())) == 2


def test_a_purpose_sees_its_items_in_the_order_of_the_form() -> None:
    service = parse(sample()).service("inquiry")
    assert visible_items(service, "inquiry.reply") == ("name", "email", "topic")
    assert visible_items(service, "newsletter") == ("name", "email")
    assert visible_items(service, "other") == ()


def test_items_without_a_purpose_are_told() -> None:
    assert uncovered(parse(sample())) == ()
    bare = sample((S, 'purposes = ["reply"]\nchoices', "choices"))
    assert uncovered(parse(bare)) == (("inquiry", "topic"),)


def test_a_recipient_gets_what_is_in_its_scope_and_its_purposes_may_see() -> None:
    statement = parse(sample())
    (recipient,) = statement.recipients
    assert [item.id for item in received_items(statement.service("inquiry"), recipient)] == ["name", "email"]
    files = sample()
    files["services/shop.toml"] = files[S]
    shop = parse(files).service("shop")
    assert received_items(shop, recipient) == ()


def test_a_recipient_gets_nothing_that_none_of_its_purposes_may_see() -> None:
    statement = parse(sample(("recipients/yubin.toml", '"email"]', '"email", "topic"]')))
    (recipient,) = statement.recipients
    assert [item.id for item in received_items(statement.service("inquiry"), recipient)] == ["name", "email"]
