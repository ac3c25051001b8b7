"""The statement, its matrix, and what a key may: all that a program needs to know to collect and open as the statement says."""

from azukari.api.desk import Desk
from azukari.api.operations import Answer, Call, Operation
from azukari.api.schemas import (
    ChoiceOut,
    KeyRights,
    Matrix,
    MatrixItem,
    MatrixPurpose,
    Notice,
    Retained,
    ServiceTitle,
    StatementInForce,
    Tongue,
)
from azukari.base.clock import instant_text
from azukari.base.errors import NotFoundError
from azukari.statement.document import Statement
from azukari.statement.notice import shown_purposes
from azukari.statement.purposes import Purpose
from azukari.statement.queries import Published
from azukari.statement.service import Item, Service
from azukari.statement.text import LANGUAGES, Text


async def statement(call: Call) -> Answer:
    """Tell which version is in force."""
    published = await call.desk.run(call.desk.in_force, call.now)
    text = published.statement
    service = _service(text, call.key.rights.service)
    return Answer(
        StatementInForce(
            hash=text.hash,
            version=text.version,
            edition=text.edition,
            effective_at=instant_text(published.effective_at),
            languages=list(LANGUAGES),
            prevails=text.prevails,
            service=ServiceTitle(service.id, _both(service.title)),
        )
    )


async def matrix(call: Call) -> Answer:
    """Tell what may be asked for, what for, and what must be shown before."""
    return Answer(await call.desk.run(_matrix, call))


async def key(call: Call) -> Answer:
    """Tell what this key may."""
    rights = call.key.rights
    return Answer(
        KeyRights(
            key=rights.key_id,
            service=rights.service,
            purposes=sorted(rights.purposes),
            acts=sorted(rights.acts),
            expires_at=instant_text(rights.expires_at),
        )
    )


def _matrix(call: Call) -> Matrix:
    published = call.desk.in_force(call.now)
    text, rights = published.statement, call.key.rights
    service = _service(text, rights.service)
    return Matrix(
        service=service.id,
        statement=text.hash,
        items=[_item(item) for item in service.items],
        purposes=[_purpose(one, open_to_key=one.id in rights.purposes) for one in shown_purposes(text, service)],
        notices={language: _notice(call.desk, published, service, language) for language in LANGUAGES},
    )


def _service(text: Statement, service_id: str) -> Service:
    try:
        return text.service(service_id)
    except KeyError:
        raise NotFoundError("The statement in force has no such service any more.", ground="service_unknown") from None


def _item(item: Item) -> MatrixItem:
    return MatrixItem(
        id=item.id,
        kind=item.kind.value,
        label=_both(item.label),
        required=item.required,
        longest=item.longest,
        choices=[ChoiceOut(choice.id, _both(choice.label)) for choice in item.choices],
        purposes=list(item.purposes),
    )


def _purpose(purpose: Purpose, *, open_to_key: bool) -> MatrixPurpose:
    retention = purpose.retention
    return MatrixPurpose(
        id=purpose.id,
        title=_both(purpose.title),
        consent=purpose.consent,
        retention=Retained(retention.days, retention.start.value),
        open_to_key=open_to_key,
    )


def _notice(desk: Desk, published: Published, service: Service, language: Tongue) -> Notice:
    shown = desk.notice(published, service.id, language)
    return Notice(shown.hash, shown.body.decode())


def _both(text: Text) -> dict[Tongue, str]:
    return {"ja": text.ja, "en": text.en}


OPERATIONS = (
    Operation(
        "statement", "GET", "/v1/statement", "statement", statement, gives=StatementInForce, problems=("not_found",)
    ),
    Operation("matrix", "GET", "/v1/matrix", "statement", matrix, gives=Matrix, problems=("not_found",)),
    Operation("key", "GET", "/v1/key", "statement", key, gives=KeyRights),
)
