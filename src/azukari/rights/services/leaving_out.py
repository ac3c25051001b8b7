"""What is left out of what is given out, because it is about somebody else, or may be (requirements H12)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from azukari.rights.pack import Ground
from azukari.rights.package.content import Redaction
from azukari.rights.package.redaction import redacted
from azukari.rights.paper import PaperKind
from azukari.rights.plan import Plan, read_plan
from azukari.rights.services.office import Office
from azukari.rights.services.papers import newest_value
from azukari.rights.services.register import Course, pack_of
from azukari.rights.services.views import UNREVIEWED, third_party_items
from azukari.vault.services.showing import HeldRecord


def redactions(office: Office, course: Course | None, held: Sequence[HeldRecord]) -> tuple[Redaction, ...]:
    """Leave out what was decided to be, and whatever may speak of somebody else and was not looked through as it is now."""
    plan, grounds = _decided(office, course)
    values = {one.record_id: one.values for one in held}
    standing = [one for one in plan.passages if one.text in values.get(one.record_id, {}).get(one.item, "")]
    changed = {(one.record_id, one.item) for one in plan.passages if one not in standing}
    return (
        *(Redaction(one.record_id, one.item, one.text, grounds[one.ground]) for one in standing),
        *(
            Redaction(one.record_id, item, value, UNREVIEWED)
            for one in held
            for item, value in one.values.items()
            if (one.record_id, item) in changed
            or (one.person_id not in plan.persons and item in third_party_items(office.chamber.statements, one))
        ),
    )


def without_left_out(office: Office, course: Course, held: Sequence[HeldRecord]) -> tuple[HeldRecord, ...]:
    """Give records without what is left out of them."""
    found = redactions(office, course, held)
    return tuple(
        replace(
            one,
            values={
                item: redacted(value, [cut for cut in found if (cut.record_id, cut.item) == (one.record_id, item)]).text
                for item, value in one.values.items()
            },
        )
        for one in held
    )


def _decided(office: Office, course: Course | None) -> tuple[Plan, Mapping[str, Ground]]:
    value = None if course is None else newest_value(office.chamber, course.row.request_id, PaperKind.PLAN)
    if course is None or value is None:
        return Plan(), {}
    return read_plan(value), pack_of(course.row.pack).grounds
