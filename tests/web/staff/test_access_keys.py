"""Access keys for the command line: shown once, short-lived, one's own."""

import hashlib
from datetime import timedelta

import psycopg
import pytest

from azukari.base.clock import system_clock
from azukari.base.errors import MalformedError
from azukari.vault.keeper_client import Credential, CredentialKind, KeeperClient
from azukari.web.database import DjangoDatabase
from azukari.web.staff.models import AccessKey
from azukari.web.staff.services import create_access_key
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person


def test_a_key_is_shown_once_kept_as_a_hash_and_opens_through_the_keeper(door: Door, clerk: Person) -> None:
    clerk.prove()
    answer = clerk.post("/en/own/keys/add/", name="try", hours="4")
    text = answer.context["key"].text
    assert text in answer.content.decode()
    assert text not in clerk.get("/en/own/keys/").content.decode()
    key = AccessKey.objects.get()
    assert key.key_hash == hashlib.sha256(text.encode()).hexdigest()
    assert key.expires_at - key.created_at == timedelta(hours=4)
    assert text.encode() not in door.house.everything_in_the_ledger()
    door.house.start()
    sent = door.house.collect()
    client = KeeperClient(door.house.socket, Credential(CredentialKind.KEY, text))
    assert client.open(sent.number, purpose="inquiry.reply", reason="from the command line").number == sent.number


def test_making_a_key_asks_who_is_there(clerk: Person) -> None:
    answer = clerk.post("/en/own/keys/add/", name="try", hours="4")
    assert answer.headers["Location"].startswith("/en/confirm/")
    assert AccessKey.objects.count() == 0


def test_a_key_belongs_to_one_person(door: Door, clerk: Person, manager: Person, administrator: Person) -> None:
    clerk.prove()
    clerk.post("/en/own/keys/add/", name="the clerk's", hours="1")
    key = AccessKey.objects.get()
    assert "the clerk" not in manager.get("/en/own/keys/").content.decode()
    assert manager.post(f"/en/own/keys/{key.pk}/revoke/").status_code == 404
    assert administrator.post(f"/en/own/keys/{key.pk}/revoke/").status_code == 403
    key.refresh_from_db()
    assert key.revoked_at is None
    assert clerk.post(f"/en/own/keys/{key.pk}/revoke/").status_code == 302
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert len(door.house.entries("staff.access_key.revoked")) == 1


def test_no_key_lives_longer_than_a_day(door: Door, clerk: Person) -> None:
    with pytest.raises(MalformedError):
        create_access_key(DjangoDatabase(), clerk.user, name="x", life=timedelta(hours=25), now=system_clock())
    clerk.prove()
    assert clerk.post("/en/own/keys/add/", name="x", hours="48").status_code == 400
    with pytest.raises(psycopg.errors.CheckViolation):  # nor by going past the pages
        door.house.sql(
            "INSERT INTO staff_access_key (id, user_id, name, key_hash, created_at, expires_at)"
            " VALUES (gen_random_uuid(), %s, 'x', 'x', now(), now() + interval '2 days')",
            (clerk.user.pk,),
        )
