"""The register of what clients entrusted to us, to take along: as it is kept, and as GDPR Art. 30(2) asks for it."""

import csv
import io
import json
from datetime import datetime

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from azukari.base.clock import japan_date, system_clock
from azukari.sharing.entrusted_register import Entrusted, all_entrusted, register_value
from azukari.statement.purposes import Role
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.views.pages import database

_READERS = (Role.PRIVACY_MANAGER, Role.AUDITOR, Role.ADMINISTRATOR)
_COLUMNS = (
    "contract", "controller_ja", "controller_en", "address_ja", "address_en", "contact", "breach_contact",
    "categories_of_processing",
    "items", "countries", "subcontractors", "from", "to", "standing", "report_due_on", "return", "measures",
)  # fmt: skip
_MEASURES = "own keys and index key; own schema with row security; members by name; every act in the ledger"


@require_safe
@role_required(*_READERS)
def register_json(request: StaffRequest) -> HttpResponse:
    """Give the whole register as JSON."""
    del request
    now = system_clock()
    text = json.dumps([register_value(one, now=now) for one in all_entrusted(database())], ensure_ascii=False, indent=2)
    return _file(text, "application/json", "entrusted.json")


@require_safe
@role_required(*_READERS)
def register_csv(request: StaffRequest) -> HttpResponse:
    """Give a line for each client as CSV, with what GDPR Art. 30(2) asks for."""
    del request
    now = system_clock()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    writer.writerows([_line(one, now) for one in all_entrusted(database())])
    return _file("\ufeff" + out.getvalue(), "text/csv; charset=utf-8", "entrusted.csv")


def _line(one: Entrusted, now: datetime) -> list[str]:
    contract, client = one.contract, one.contract.client
    cells = [
        contract.id, client.name.ja, client.name.en, client.address.ja, client.address.en, client.contact, client.breach_contact,
        "; ".join(purpose.title.en for purpose in contract.purposes), "; ".join(item.label.en for item in contract.items),
        " ".join(contract.countries), "; ".join(contract.subcontractors), contract.from_on.isoformat(), contract.to_on.isoformat(),
        one.standing(japan_date(now)), one.report_due_on().isoformat(), "yes" if contract.returned else "no", _MEASURES,
    ]  # fmt: skip
    # A spreadsheet takes a cell that begins so for a formula.
    return [f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell for cell in cells]


def _file(text: str, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
