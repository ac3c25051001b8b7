"""A dry run: what the coming law would change, and which open requests it would touch. It changes nothing."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from azukari.base.clock import japan_date
from azukari.rights import queries
from azukari.rights.comparison import compared, touches
from azukari.rights.pack import Rule
from azukari.web.packs import pack_named
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.packs import COMING_PACK, HOME_PACK
from azukari.web.staff.request_lines import request_line
from azukari.web.staff.request_words import TOUCH_WORDS, UNIT_WORDS
from azukari.web.staff.views.pages import database, language, moment, page
from azukari.web.staff.views.requests import READERS


@require_safe
@role_required(*READERS)
def coming(request: StaffRequest) -> HttpResponse:
    """Show what would be different, and for whom."""
    before, after = pack_named(HOME_PACK), pack_named(COMING_PACK)
    found, speech, today = compared(before, after), language(), japan_date(moment())
    touched = []
    for row in queries.open_requests(database()):
        if row.pack == HOME_PACK:
            ways = touches(row.kind, row.asker, row.arrived_at, before=before, after=after)
            if ways:
                words = [TOUCH_WORDS[way] for way in sorted(ways)]
                touched.append({"line": request_line(row, speech, today=today), "ways": words})
    context = {
        "before": before.title.in_language(speech),
        "after": after.title.in_language(speech),
        "source": after.source,
        "checked_on": after.checked_on,
        "in_force_from": after.in_force_from,
        "kinds_new": [kind.title.in_language(speech) for kind in found.kinds_new],
        "kinds_gone": [kind.title.in_language(speech) for kind in found.kinds_gone],
        "deadlines": [(_deadline(was), _deadline(would_be)) for was, would_be in found.deadlines],
        "ages": found.guardian_until_age,
        "touched": touched,
    }
    return page(request, "request_coming.html", context)


def _deadline(rule: Rule | None) -> str:
    if rule is None:
        return "—"
    return f"{rule.title.in_language(language())}: {rule.length} {UNIT_WORDS[rule.unit]}"
