"""The invented persons of the demo send in their forms, by the same pages as everybody."""

import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from azukari.base.errors import UnavailableError
from azukari.cli.visitor import Form, Page, Visitor

_AGREE, _PERMISSION = "az-agree", "az-permission-"
_READING_SECONDS = 2.2  # the form asks again when it comes back faster than a person could have read it


@dataclass(frozen=True, slots=True)
class Submission:
    """What one person types in one form."""

    service: str
    language: str
    values: Mapping[str, Sequence[str]]
    permissions: tuple[str, ...]


def read_submissions(text: str) -> tuple[Submission, ...]:
    """Read ``people.toml``."""
    return tuple(
        Submission(
            service=entry["service"],
            language=entry["language"],
            values={name: value if isinstance(value, list) else [value] for name, value in entry["values"].items()},
            permissions=tuple(entry["permissions"]),
        )
        for entry in tomllib.loads(text)["submissions"]
    )


def collect(visitor: Visitor, people: str) -> int:
    """Send in every submission of ``people.toml``, and tell how many there were.

    Raises:
        UnavailableError: if a form does not come back complete.
    """
    submissions = read_submissions(people)
    opened = [
        (submission, visitor.get(f"/{submission.language}/services/{submission.service}/"))
        for submission in submissions
    ]
    time.sleep(_READING_SECONDS)
    for submission, page in opened:
        send_in(visitor, page, submission)
    return len(submissions)


def send_in(visitor: Visitor, page: Page, submission: Submission) -> Page:
    """Fill in an open form, check it, send it, and give the page of its completion.

    Raises:
        UnavailableError: if a page does not come as it should.
    """
    ticked = {_PERMISSION + purpose: ["on"] for purpose in submission.permissions}
    checked = visitor.send(page, _form(page, _AGREE), {**submission.values, **ticked, _AGREE: ["on"]})
    done = visitor.send(checked, _form(checked, None))
    if done.status != 200 or "/complete/" not in done.url:  # noqa: PLR2004 - HTTP's "OK"
        raise UnavailableError(f"The form of {submission.service} did not come to its end (status {done.status}).")
    return done


def _form(page: Page, holding: str | None) -> Form:
    for form in page.forms():
        if (holding in form.boxes) if holding else form.action.endswith("/send/"):
            return form
    raise UnavailableError(f"A page lacks the form that should stand in it (status {page.status}).")
