"""Who may call the verbs about recipients, written out once more, and arguments with which each gets as far as its act."""

import uuid

from azukari.statement.purposes import Role

P, S, W = Role.PRIVACY_MANAGER, Role.SERVICE_STAFF, Role.SYSTEM
SHARING: dict[str, set[Role]] = {
    "engage": {P},
    "change_desk": {P},
    "end_engagement": {P},
    "file_contract": {P},
    "assess": {P},
    "inspect": {P},
    "decide_subcontractor": {P},
    "count_handover": {P, S},
    "propose_handover": {P, S},
    "propose_provision": {P, S},
    "approve_handover": {P},
    "cancel_handover": {P},
    "certify": {P},
    "acknowledge": {P},
    "trace": {P},
    "handover_letter": {W},
    "pickup_letter": {W},
    "put_next": {W},
    "put_part": {W},
    "share": {P, W},
}
SHARING_PUBLIC = {
    "begin_pickup",
    "show_pickup_code",
    "picked_up",
    "pickup_part",
    "certify_pickup",
    "acknowledge_pickup",
}
SHARING_GRAVE = {"engage", "change_desk", "end_engagement", "approve_handover"}
_ID = str(uuid.UUID(int=1))
_DESK = {
    "recipient": "nobody",
    "language": "ja",
    "contact": "desk@mailer.example",
    "age_key": "age1",
    "certificate_days": "30",
    "sftp_host": "",
    "sftp_port": "0",
    "sftp_user": "",
    "sftp_folder": "",
    "sftp_host_key": "",
}
_CERTIFICATE = {"ended": "destroyed", "on": "2026-11-23", "method": "shredded", "signed_as": "office", "document": ""}
SHARING_ARGUMENTS: dict[str, dict[str, str]] = {
    "engage": _DESK,
    "change_desk": _DESK,
    "end_engagement": {"recipient": "nobody", "ended_on": "2026-11-23"},
    "file_contract": {"recipient": "nobody", "contract": "{}"},
    "assess": {"recipient": "nobody", "marks": "{}"},
    "inspect": {
        "recipient": "nobody",
        "held_on": "2026-11-23",
        "method": "visit",
        "findings": "0",
        "next_on": "2027-11-23",
    },
    "decide_subcontractor": {"recipient": "nobody", "subcontractor": "carrier", "approved": "yes"},
    "count_handover": {"recipient": "nobody", "wish": "{}"},
    "propose_handover": {"recipient": "nobody", "wish": "{}", "reason": "autumn"},
    "propose_provision": {"dossier": "{}"},
    "approve_handover": {"handover": _ID},
    "cancel_handover": {"handover": _ID},
    "certify": {"handover": _ID, **_CERTIFICATE},
    "acknowledge": {"handover": _ID},
    "trace": {"ref": "A" * 16},
    "begin_pickup": {"door": _ID, "language": "ja"},
    "show_pickup_code": {"pickup": _ID, "code": "0"},
    "picked_up": {"token": "no token"},
    "pickup_part": {"token": "no token", "offset": "0"},
    "certify_pickup": {
        "token": "no token",
        **_CERTIFICATE,
        "paper_name": "",
        "paper_type": "",
        "paper": "",
    },
    "acknowledge_pickup": {"token": "no token"},
    "handover_letter": {"handover": _ID},
    "pickup_letter": {"pickup": _ID},
    "put_next": {"handover": _ID},
    "put_part": {"handover": _ID, "offset": "0"},
}
