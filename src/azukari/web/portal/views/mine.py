"""The person's own page: what is held, for what, until when, and who else has it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from azukari.base.clock import japan_date
from azukari.statement.queries import Published
from azukari.vault.services.showing import HeldRecord
from azukari.web.days import day_shown
from azukari.web.pages import language_of_page
from azukari.web.portal import desk
from azukari.web.portal.holdings import groups
from azukari.web.portal.views.page import page, visiting


@visiting("GET", "HEAD")
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Show a person everything that is held about them."""
    records = desk.keeper(token).held()
    published = desk.in_force(desk.now())
    context = {
        "groups": groups(records, in_force=published.statement, version=desk.version, language=language_of_page()),
        "summary": _summary(records, published),
        "place": "mine",
    }
    return page(request, "mine", context, published=published)


def _summary(records: tuple[HeldRecord, ...], published: Published) -> dict[str, Any]:
    uses = [use for held in records for use in held.uses if use.living]
    days = [use.until_on for use in uses if use.until_on is not None]
    outdated = {held.statement_hash for held in records} - {published.statement.hash}
    newest: datetime | None = max((held.collected_at for held in records), default=None)
    language = language_of_page()
    return {
        "records": len(records),
        "uses": len(uses),
        "next_end": day_shown(min(days), language) if days else "",
        "newest": "" if newest is None else day_shown(japan_date(newest), language),
        "changed": [
            {"version": desk.version(one).version, "url": _diff(desk.version(one).version, published)}
            for one in sorted(outdated)
        ],
    }


def _diff(old: str, published: Published) -> str:
    new = published.statement.version
    return f"{settings.AZUKARI_PUBLIC_URL}/{language_of_page()}/versions/{old}/diff/{new}/"
