"""Contracts of invented clients."""

import pyrage

from azukari.sharing.entrusted import EntrustedContract
from azukari.sharing.read_entrusted import read_entrusted

IDENTITY = pyrage.x25519.Identity.generate()

CONTRACT = """
id = "{id}"
work = {{ ja = "会員証の発送", en = "Sending out membership cards" }}
countries = ["JP"]
subcontracting = "none"
report_every_days = 30
return = {returned}
statistics = false

[client]
name = {{ ja = "架空の{id}", en = "The invented {id}" }}
address = {{ ja = "東京都千代田区", en = "Chiyoda, Tokyo" }}
representative = {{ ja = "代表 花子", en = "Hanako Daihyo" }}
contact = "desk@{id}.example"
breach_contact = "alarm@{id}.example"
language = "ja"
age_key = "{age_key}"

[contract]
from = {begins}
to = {ends}

[purposes.sending]
title = {{ ja = "発送", en = "Sending" }}
text = {{ ja = "会員証を送るため", en = "To send the cards" }}
retention_days = 90
roles = ["privacy_manager", "service_staff"]

[purposes.asking]
title = {{ ja = "問い合わせ", en = "Questions" }}
text = {{ ja = "届かないときの問い合わせのため", en = "To answer where a card did not arrive" }}
retention_days = 180
roles = ["privacy_manager"]

[[items]]
id = "name"
kind = "name"
label = {{ ja = "お名前", en = "Name" }}
purposes = ["sending", "asking"]

[[items]]
id = "email"
kind = "email"
label = {{ ja = "メール", en = "E-mail" }}
purposes = ["asking"]

[[items]]
id = "address"
kind = "address"
label = {{ ja = "ご住所", en = "Address" }}
purposes = ["sending"]

[[items]]
id = "plan"
kind = "choice"
label = {{ ja = "種別", en = "Plan" }}
purposes = ["sending"]

[[items.choices]]
id = "gold"
label = {{ ja = "金", en = "Gold" }}

[[items.choices]]
id = "plain"
label = {{ ja = "並", en = "Plain" }}
"""


def contract_text(name: str = "hoshizora", **more: str) -> str:
    """Write the contract of a client as its file says it."""
    values = {"returned": "true", "begins": "2026-11-01", "ends": "2027-10-31", "age_key": str(IDENTITY.to_public())}
    return CONTRACT.format(id=name, **{**values, **more})


def contract(name: str = "hoshizora", **more: str) -> EntrustedContract:
    """Give the contract of a client."""
    return read_entrusted(f"entrusted/{name}.toml", contract_text(name, **more))
