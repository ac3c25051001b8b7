"""The receipt of one sending, once more."""

import uuid

from django.http import HttpRequest, HttpResponse

from azukari.base.errors import NotFoundError
from azukari.web.portal import desk
from azukari.web.portal.views.page import page, visiting

GONE = "receipt_gone"  # the ground of `rights.services.packaging.ReceiptGoneError`, as the keeper answers it


@visiting("GET", "HEAD")
def receipt(request: HttpRequest, token: str, record_id: uuid.UUID) -> HttpResponse:
    """Give the receipt file, or say why it cannot be written once more."""
    try:
        data = desk.person(token).receipt(record_id)
    except NotFoundError as error:
        if error.ground != GONE:
            raise
        context = {"place": "mine", "record_id": record_id}
        return page(request, "receipt_gone", context, published=desk.in_force(desk.now()), status=404)
    response = HttpResponse(data, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="receipt-{str(record_id)[:8]}.json"'
    return response
