"""The verbs about recipients and hand-overs: what each takes, and who may call it."""

from collections.abc import Mapping
from types import MappingProxyType

from azukari.keeper import sharing_acts
from azukari.keeper.arguments import Form
from azukari.keeper.verb import MANAGER, PUBLIC, STAFF, TO_RECIPIENT, Verb
from azukari.sharing.delivery import Ended
from azukari.sharing.engagement import Method
from azukari.statement.purposes import Role

_NAME = Form(64)
_ID = Form(36)
_DAY = Form(10)
_NUMBER = Form(6)
_WRITTEN = Form(200_000)
_REASON = Form(1000)
_LANGUAGE = Form(2, frozenset({"ja", "en"}))
_TOKEN = Form(64)
_OFFSET = Form(15)
_SYSTEM = frozenset({Role.SYSTEM})
_DESK: Mapping[str, Form] = {
    "recipient": _NAME,
    "language": _LANGUAGE,
    "contact": Form(254),
    "age_key": Form(128),
    "certificate_days": _NUMBER,
    "sftp_host": Form(253, shortest=0),
    "sftp_port": _NUMBER,
    "sftp_user": Form(64, shortest=0),
    "sftp_folder": Form(200, shortest=0),
    "sftp_host_key": Form(2000, shortest=0),
}
_CERTIFICATE: Mapping[str, Form] = {
    "ended": Form(16, frozenset(Ended)),
    "on": _DAY,
    "method": Form(200),
    "signed_as": Form(200),
    "document": Form(64, shortest=0),
}

SHARING_VERBS: Mapping[str, Verb] = MappingProxyType(
    {
        "engage": Verb(sharing_acts.engage, _DESK, roles=MANAGER, grave=True),
        "change_desk": Verb(sharing_acts.change_desk, _DESK, roles=MANAGER, grave=True),
        "end_engagement": Verb(
            sharing_acts.end_engagement, {"recipient": _NAME, "ended_on": _DAY}, roles=MANAGER, grave=True
        ),
        "file_contract": Verb(sharing_acts.file_contract, {"recipient": _NAME, "contract": _WRITTEN}, roles=MANAGER),
        "assess": Verb(sharing_acts.assess, {"recipient": _NAME, "marks": _WRITTEN}, roles=MANAGER),
        "inspect": Verb(
            sharing_acts.inspect,
            {
                "recipient": _NAME,
                "held_on": _DAY,
                "method": Form(16, frozenset(Method)),
                "findings": _NUMBER,
                "next_on": _DAY,
            },
            roles=MANAGER,
        ),
        "decide_subcontractor": Verb(
            sharing_acts.decide_subcontractor,
            {"recipient": _NAME, "subcontractor": _NAME, "approved": Form(3, frozenset({"yes", "no"}))},
            roles=MANAGER,
        ),
        "count_handover": Verb(
            sharing_acts.count_handover, {"recipient": _NAME, "wish": _WRITTEN}, roles=STAFF, slow=True
        ),
        "propose_handover": Verb(
            sharing_acts.propose_handover,
            {"recipient": _NAME, "wish": _WRITTEN, "reason": _REASON},
            roles=STAFF,
            slow=True,
        ),
        "propose_provision": Verb(sharing_acts.propose_provision, {"dossier": _WRITTEN}, roles=STAFF),
        "approve_handover": Verb(sharing_acts.approve_handover, {"handover": _ID}, roles=MANAGER, grave=True),
        "cancel_handover": Verb(sharing_acts.cancel_handover, {"handover": _ID}, roles=MANAGER),
        "certify": Verb(sharing_acts.certify, {"handover": _ID, **_CERTIFICATE}, roles=MANAGER),
        "acknowledge": Verb(sharing_acts.acknowledge, {"handover": _ID}, roles=MANAGER),
        "trace": Verb(sharing_acts.trace, {"ref": Form(40)}, roles=MANAGER),
        "begin_pickup": Verb(sharing_acts.begin_pickup, {"door": _ID, "language": _LANGUAGE}, roles=PUBLIC),
        "show_pickup_code": Verb(sharing_acts.show_pickup_code, {"pickup": _ID, "code": _NAME}, roles=PUBLIC),
        "picked_up": Verb(sharing_acts.picked_up, {"token": _TOKEN}, roles=PUBLIC),
        "pickup_part": Verb(
            sharing_acts.pickup_part, {"token": _TOKEN, "offset": _OFFSET}, roles=PUBLIC, exits=TO_RECIPIENT
        ),
        "certify_pickup": Verb(
            sharing_acts.certify_pickup,
            {
                "token": _TOKEN,
                **_CERTIFICATE,
                "paper_name": Form(120, shortest=0),
                "paper_type": Form(64, shortest=0),
                "paper": Form(720_000, shortest=0),
            },
            roles=PUBLIC,
        ),
        "acknowledge_pickup": Verb(sharing_acts.acknowledge_pickup, {"token": _TOKEN}, roles=PUBLIC),
        "handover_letter": Verb(sharing_acts.handover_letter, {"handover": _ID}, roles=_SYSTEM),
        "pickup_letter": Verb(sharing_acts.pickup_letter, {"pickup": _ID}, roles=_SYSTEM),
        "put_next": Verb(sharing_acts.put_next, {"handover": _ID}, roles=_SYSTEM),
        "put_part": Verb(
            sharing_acts.put_part, {"handover": _ID, "offset": _OFFSET}, roles=_SYSTEM, exits=TO_RECIPIENT
        ),
        "share": Verb(sharing_acts.share, {}, roles=_SYSTEM | MANAGER),
    }
)
