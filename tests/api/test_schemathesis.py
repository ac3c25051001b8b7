"""The whole OpenAPI document is run against the live door: every example, every boundary, and what lies beyond each of them."""

import os
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from azukari.vault.service_key import NewServiceKey
from tests.journeys.product import Product

pytestmark = pytest.mark.journey

# What is in form may still be none of the service's items, purposes or records: the statement in force says which those are, not
# the document. So an answer of 409 or 422 to something in form is right; it is no negligence of the document. What is too long
# for a field may be too long for the door as well, which then says so (413) before it looks at fields.
_CONFIGURATION = """\
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 409, 422]

[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429]
"""
_SECONDS = 60


def test_the_door_is_what_its_document_says(
    product: Product, new_key: Callable[..., NewServiceKey], tmp_path: Path
) -> None:
    (tmp_path / "schemathesis.toml").write_text(_CONFIGURATION, encoding="utf-8")
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        *("--config-file", str(tmp_path / "schemathesis.toml")),
        *("run", f"{product.api}/v1/openapi.json"),
        *("--header", f"Authorization: Bearer {new_key().secret}"),
        *("--phases", "examples,coverage,fuzzing"),
        *("--mode", "all", "--max-examples", "12", "--max-time", str(_SECONDS), "--seed", "20261123"),
        *("--tls-verify", str(product.authority), "--no-color", "--request-timeout", "20"),
    ]
    environment = {**os.environ, "PYTHONWARNINGS": "ignore", "COLUMNS": "140"}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=_SECONDS + 120, check=False
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]


def test_the_document_is_not_run_by_accident_against_nothing(product: Product, context: ssl.SSLContext) -> None:
    document = httpx.get(f"{product.api}/v1/openapi.json", verify=context).json()
    assert len(document["paths"]) >= 20
