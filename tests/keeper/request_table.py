"""Who may call the verbs of persons and the desk, by hand once more, so that no slip in the keeper's table goes unseen."""

from azukari.statement.purposes import Role

_PERSON = {Role.PERSON}
_DESK = {Role.SERVICE_STAFF, Role.PRIVACY_MANAGER}
_WORKER = {Role.SYSTEM}

REQUESTS: dict[str, set[Role]] = {
    "page": _PERSON,
    "stop_mine": _PERSON,
    "join": _PERSON,
    "separate": _PERSON,
    "ask": _PERSON,
    "own_case": _PERSON,
    "take_back": _PERSON,
    "receipt": _PERSON,
    "begin_package": _PERSON,
    "package_part": _PERSON,
    "take_in": _DESK,
    "case": _DESK,
    "case_records": _DESK,
    "identify": _DESK,
    "part": _DESK,
    "add_paper": _DESK,
    "paper": _DESK,
    "add_proof": _DESK,
    "search": _DESK,
    "settle": _DESK,
    "step": _DESK,
    "propose": _DESK,
    "decide": {Role.PRIVACY_MANAGER},
    "carry_out": _DESK,
    "answer": _DESK,
    "letter": _DESK,
    "notice_letter": _WORKER,
    "notice_sent": _WORKER,
}
