"""One request to a form: which service, under which statement and notice, and what came back in it."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from azukari.base.canonical import sha256_hex
from azukari.statement.diff import changes
from azukari.statement.notice import render
from azukari.statement.queries import version
from azukari.statement.service import Service
from azukari.web.pages import language_of_page
from azukari.web.public import desk
from azukari.web.public.draft import Draft, DraftInvalidError, open_form, read_draft, seal_draft
from azukari.web.public.errors import ServiceUnknownError
from azukari.web.public.forms import AGREE, DRAFT, CollectionForm
from azukari.web.public.limits import Act
from azukari.web.public.protection import protocol
from azukari.web.public.views.page import page, problem_page


class Visit:
    """Reads what a request to a form brings, and shows the two pages that a form has."""

    def __init__(self, request: HttpRequest, service_id: str) -> None:
        """Find the service in the statement in force.

        Raises:
            ServiceUnknownError: if it has no such service.
        """
        self.request = request
        self.at = desk.now()
        self.language = language_of_page()
        self.published = desk.in_force(self.at)
        self.statement = self.published.statement
        self.service = _service(self.statement.services, service_id)

    @cached_property
    def notice(self) -> str:
        """Give the notice, the exact text that a person is shown before giving anything."""
        return render(self.statement, self.service, self.language)

    @cached_property
    def notice_hash(self) -> str:
        """Name the notice by its hash."""
        return sha256_hex(self.notice.encode())

    @cached_property
    def connection(self) -> str:
        """Tell how this visit is encrypted, as the receipt notes it (S17)."""
        return protocol(self.request)

    def refused(self, act: Act) -> HttpResponse | None:
        """Count the act, and give the page to show if there were too many."""
        address = str(self.request.META.get("REMOTE_ADDR", ""))
        wait = desk.TURNSTILE.wait_seconds(act, address, now=self.at)
        return problem_page(self.request, 429, service_id=self.service.id, retry_seconds=wait) if wait else None

    def fresh(self) -> Draft:
        """Open the form under the statement in force."""
        return open_form(
            self.service.id,
            language=self.language,
            statement_hash=self.statement.hash,
            notice_hash=self.notice_hash,
            now=self.at,
        )

    def draft(self) -> Draft:
        """Read the draft that the form brought back.

        Raises:
            DraftInvalidError: if it is none of ours, or of another form.
            DraftExpiredError: if its half hour is over.
        """
        draft = read_draft(self.request.POST.get(DRAFT, ""), key=desk.drafts_key(), now=self.at)
        if draft.service != self.service.id:
            raise DraftInvalidError
        return draft

    def outdated(self, draft: Draft) -> bool:
        """Tell whether the form was opened under another statement, notice or language than the person would send under."""
        return (draft.statement_hash, draft.notice_hash, draft.language) != (
            self.statement.hash,
            self.notice_hash,
            self.language,
        )

    def form(self, answers: Mapping[str, tuple[str, ...]] | None = None) -> CollectionForm:
        """Build the form, empty or with what was typed."""
        return CollectionForm(self.service, statement=self.statement, language=self.language, answers=answers)

    def answers(self) -> dict[str, tuple[str, ...]]:
        """Take what was typed in the fields that the form has; whatever else was sent is left behind here."""
        return self.form().known(self.request.POST)

    def show_changed(self, form: CollectionForm, draft: Draft) -> HttpResponse:
        """Show the new notice, what is different in it, and everything that was typed; nothing was sent (H21, S42.4)."""
        shown: tuple[str, ...] = ()
        if draft.statement_hash != self.statement.hash:
            old = version(desk.DATABASE, draft.statement_hash)
            shown = tuple(change.text.in_language(self.language) for change in changes(old.statement, self.statement))
        return self.show_form(form, self.fresh(), checked=False, context={"changed": True, "changes": shown})

    def show_form(
        self,
        form: CollectionForm,
        draft: Draft,
        *,
        checked: bool = True,
        context: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the first step; ``checked`` tells whether mistakes are pointed out."""
        if not checked:
            form.forget_errors()
        links = form.error_links() if form.is_bound and checked else ()
        shown = {
            **self._shown(draft),
            "summary": self.service.summary.in_language(self.language),
            "notice": self.notice,
            "notice_hash": self.notice_hash,
            "form": form,
            "questions": tuple(form.questions()),
            "permissions": self._permissions(form),
            "agree": form[AGREE],
            "error_links": links,
            **(context or {}),
        }
        return page(self.request, "form", shown, published=self.published, status=422 if links else 200, private=True)

    def show_check(self, form: CollectionForm, draft: Draft) -> HttpResponse:
        """Show the second step: everything as it will be kept."""
        carried = Draft(
            record_id=draft.record_id,
            service=draft.service,
            language=draft.language,
            statement_hash=draft.statement_hash,
            notice_hash=draft.notice_hash,
            opened_at=draft.opened_at,
            answers=self.answers(),
        )
        shown = {
            **self._shown(carried),
            "values": form.shown_values(),
            "doubtful": form.doubtful_labels(),
            "permissions": self._permissions(form),
        }
        return page(self.request, "confirm", shown, published=self.published, private=True)

    def _permissions(self, form: CollectionForm) -> tuple[dict[str, object], ...]:
        return tuple(
            {
                "title": permission.purpose.title.in_language(self.language),
                "text": permission.purpose.text.in_language(self.language),
                "field": permission.field,
                "given": bool(permission.field.value()),
            }
            for permission in form.permission_questions()
        )

    def _shown(self, draft: Draft) -> dict[str, Any]:
        return {
            "title": self.service.title.in_language(self.language),
            "draft": seal_draft(draft, key=desk.drafts_key(), now=self.at),
            "form_url": reverse("form", args=(self.service.id,)),
            "confirm_url": reverse("confirm", args=(self.service.id,)),
            "send_url": reverse("send", args=(self.service.id,)),
            "place": "services",
        }


def _service(services: tuple[Service, ...], service_id: str) -> Service:
    for service in services:
        if service.id == service_id:
            return service
    raise ServiceUnknownError
