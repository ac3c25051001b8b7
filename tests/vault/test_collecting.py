from azukari.vault.services.opening import open_for
from tests.vault.world import REASON, STAFF, World


def test_what_was_collected_opens_for_its_purpose(world: World) -> None:
    done = world.collect()
    opened = open_for(world.afresh(), done.number, purpose="inquiry.reply", reason=REASON, actor=STAFF, now=world.now)
    assert opened.record_id == done.record_id
    assert opened.items["name"] == "佐藤カナリア"
