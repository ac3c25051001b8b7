"""Recipients for the tests of the staff side: taken on through the pages, by people who are signed in."""

import uuid
from datetime import date, timedelta
from typing import Any

import pyrage
from django.core.files.uploadedfile import SimpleUploadedFile

from azukari.base.clock import japan_date, system_clock
from azukari.base.ids import new_receipt_number
from azukari.host.database import PsycopgDatabase
from azukari.host.roles import PERSON_KEYS_DATABASE
from azukari.sharing.engagement import CRITERIA, POINTS
from azukari.vault.services.collecting import Submission, collect
from azukari.vault.services.sealing import Sealer
from tests.keeper.house import CANARY, House
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person

YUNAGI = "/en/recipients/yunagi/"
KAZAGURUMA = "/en/recipients/kazaguruma/"
NEW = "/en/handovers/new/yunagi/"
OF = "inquiry/newsletter"
KEY = str(pyrage.x25519.Identity.generate().to_public())
DESK = {"language": "ja", "contact": "desk@yunagi.example", "age_key": KEY, "certificate_days": "30"}
WISH = {"of": OF, "form": "csv", "control": "on", "reason": ""}
SCOPE = {
    "services": ["inquiry", "brochure"],
    "items": ["name", "email"],
    "purposes": ["newsletter"],
}


def today() -> date:
    return japan_date(system_clock())


def paper(words: bytes = b"%PDF-1.7 a contract", name: str = "contract.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words, "application/octet-stream")


def contract(**changed: Any) -> dict[str, Any]:
    pages = {f"page_{point}": str(place) for place, point in enumerate(POINTS, 1)}
    days = {"from_on": today() - timedelta(days=10), "to_on": today() + timedelta(days=300)}
    return {"paper": paper(), **days, **pages, **SCOPE, **changed}


def marks(mark: int = 4, **changed: Any) -> dict[str, Any]:
    given = {f"mark_{name}": str(mark) for name in CRITERIA}
    days = {"made_on": today(), "next_on": today() + timedelta(days=365)}
    return {**given, **days, "threshold": "60", **changed}


def inspection(**changed: Any) -> dict[str, Any]:
    days = {"held_on": today(), "next_on": today() + timedelta(days=365)}
    return {**days, "method": "visit", "findings": "0", **changed}


def sent(person: Person, path: str, **values: Any) -> Any:
    """Send a form that is expected to be done."""
    answer = person.post(path, **values)
    assert answer.status_code == 302, (path, answer.status_code, answer.content.decode())
    return answer


def taken_on(manager: Person) -> None:
    """Take the mailer on, with everything in order."""
    manager.prove()
    sent(manager, f"{YUNAGI}desk/", **DESK)
    sent(manager, f"{YUNAGI}contract/", **contract())
    sent(manager, f"{YUNAGI}assessment/", **marks())


def start(door: Door) -> None:
    """Start a keeper that has a folder for files to be handed over."""
    door.house.start(door.house.environment(AZUKARI_HANDOVERS=str(door.house.folder / "handovers")))


def permitted(house: House) -> None:
    """Take in an inquiry of somebody who permits the newsletter."""
    public, person_keys = (
        PsycopgDatabase(house.postgres.url("public", name)) for name in ("azukari", PERSON_KEYS_DATABASE)
    )
    sealer = Sealer.open(public, person_keys, house.keys, now=house.now())
    topic = next(item for item in house.statement.service("inquiry").items if item.id == "topic").choices[0].id
    submission = Submission(
        record_id=uuid.uuid4(), number=new_receipt_number(), service="inquiry", statement_hash=house.statement.hash,
        notice_hash="cd" * 32, language="ja", connection="TLSv1.3",
        values={"name": CANARY, "email": "canary@example.jp", "topic": topic, "body": CANARY},
        permissions=frozenset({"newsletter"}),
    )  # fmt: skip
    collect(public, submission, sealer=sealer, statement=house.statement, now=house.now())
    public.close()
    person_keys.close()


def proposed(person: Person, **changed: Any) -> str:
    """Propose a hand-over, and give the path of its page."""
    answer = sent(person, NEW, **{**WISH, "reason": "autumn letter", "act": "propose", **changed})
    return str(answer.headers["Location"])


def moved(door: Door, state: str) -> None:
    """Move hand-overs that were made on, as a recipient who fetches does."""
    door.house.sql(
        "UPDATE sharing_handover SET state = %s, handed_at = now(), channel = 'link', due_on = current_date + 30"
        " WHERE state = 'made'",
        (state,),
    )


def state_of(door: Door) -> str:
    [(state,)] = door.house.sql("SELECT state FROM sharing_handover")
    return str(state)


def tampered(door: Door, change: str) -> None:
    """Make of a hand-over what takes much to come about; its triggers would not let anybody."""
    door.house.sql(f"SET session_replication_role = replica; UPDATE sharing_handover SET {change}")  # noqa: S608 - ours
