"""The baseline: Django with nothing switched on, a view that inserts one row and a view that selects one, as JSON.

Run by granian with ``BENCH_DATABASE`` naming the plain database.
"""

import json
import os
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from bench import plain

_URL = urlsplit(os.environ["BENCH_DATABASE"])
settings.configure(
    ALLOWED_HOSTS=["localhost"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _URL.path.lstrip("/"),
            "USER": unquote(_URL.username or ""),
            "PASSWORD": unquote(_URL.password or ""),
            "HOST": dict(parse_qsl(_URL.query))["host"],
            "CONN_MAX_AGE": None,
        }
    },
    MIDDLEWARE=[],
    ROOT_URLCONF=__name__,
    SECRET_KEY="0" * 50,
    USE_TZ=True,
)


def create(request: HttpRequest) -> HttpResponse:
    """Store what was sent, durably."""
    items: dict[str, Any] = json.loads(request.body)["items"]
    record_id, at = uuid.uuid4(), datetime.now(UTC)
    row = (record_id, uuid.uuid4(), str(record_id), "order", "ja", at, plain.PERMISSIONS, *map(items.get, plain.ITEMS))
    with connection.cursor() as cursor:
        cursor.execute(plain.INSERT, row)
    return _answer({"record": record_id, "collected_at": at}, 201)


def open_one(request: HttpRequest) -> HttpResponse:
    """Give what is stored under an id."""
    wanted = json.loads(request.body)["record"]
    with connection.cursor() as cursor:
        cursor.execute(plain.SELECT, (wanted,))
        row = cursor.fetchone()
    if row is None:
        return _answer({}, 404)
    return _answer({"record": row[0], "number": row[2], "items": dict(zip(plain.ITEMS, row[7:], strict=True))}, 200)


def _answer(value: dict[str, Any], status: int) -> HttpResponse:
    response = JsonResponse(value, status=status)
    response["Content-Length"] = str(len(response.content))
    return response


urlpatterns = [path("v1/records", create), path("v1/records/open", open_one)]
django.setup()
application = get_wsgi_application()
