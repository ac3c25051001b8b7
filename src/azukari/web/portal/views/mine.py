"""The person's own page: what is held, for what, until when, who else has it, who used it, and what was asked for."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from azukari.base.clock import japan_date
from azukari.rights.shapes import PersonPage
from azukari.statement.queries import Published
from azukari.web.days import day_shown
from azukari.web.pages import language_of_page
from azukari.web.portal import desk
from azukari.web.portal.cases import line
from azukari.web.portal.holdings import DeliveryShown, deliveries, groups
from azukari.web.portal.traces import Trace, traces
from azukari.web.portal.views.page import page, visiting

_FIRST_SHOWN = 20  # uses that are shown at once; the others are folded


@visiting("GET", "HEAD")
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Show a person everything that is held about them."""
    own = desk.person(token).page()
    published, language = desk.in_force(desk.now()), language_of_page()
    stated, today = published.statement, japan_date(desk.now())
    every = traces(own.uses, own.records, in_force=stated, version=desk.version, language=language)
    used = [one for one in every if not one.own and not one.for_code]
    asked = [line(one, today=today, language=language) for one in own.requests]
    context = {
        "groups": groups(own.records, in_force=stated, version=desk.version, language=language, outside=own.outside),
        "gone": _gone(own),
        "summary": _summary(own, used),
        "changed": _changed(own, published),
        "by_others": used,
        "by_you": sum(one.times for one in every if one.own),
        "for_codes": sum(one.times for one in every if one.for_code),
        "first_shown": _FIRST_SHOWN,
        "open_requests": [one for one in asked if one.is_open],
        "joined": own.persons > 1,
        "place": "mine",
    }
    return page(request, "mine", context, published=published)


def _gone(own: PersonPage) -> tuple[DeliveryShown, ...]:
    """List hand-overs of records that are not held here any more."""
    held = {one.record_id for one in own.records}
    left = {one.record_id: "" for one in own.outside if one.record_id not in held}
    return deliveries(own.outside, left, version=desk.version, language=language_of_page())


def _summary(own: PersonPage, used: Sequence[Trace]) -> dict[str, Any]:
    uses = [use for held in own.records for use in held.uses if use.living]
    days = [use.until_on for use in uses if use.until_on is not None]
    last = used[0].instant if used else None
    language = language_of_page()
    return {
        "records": len(own.records),
        "uses": len(uses),
        "next_end": day_shown(min(days), language) if days else "",
        "last_used": "" if last is None else day_shown(japan_date(last), language),
    }


def _changed(own: PersonPage, published: Published) -> list[dict[str, str]]:
    """Tell under which older versions something was collected, and where it stands in plain words what changed since."""
    outdated = {held.statement_hash for held in own.records} - {published.statement.hash}
    new, base = published.statement.version, f"{settings.AZUKARI_PUBLIC_URL}/{language_of_page()}/versions"
    olds = sorted(desk.version(one).version for one in outdated)
    return [{"version": old, "url": f"{base}/{old}/diff/{new}/"} for old in olds]
