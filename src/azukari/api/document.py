"""The OpenAPI 3.1 document, made from the same operations and types that answer; so it can say nothing else than they do."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from azukari.api.examples import EXAMPLES
from azukari.api.operations import Operation
from azukari.api.problems import KINDS, MEDIA_TYPE, Problem, ProblemKind
from azukari.api.vocabulary import vocabulary
from azukari.statement.text import Language

VERSION = "1"
_REF = "#/components/schemas/{name}"
_PARAMETERS: Mapping[str, dict[str, Any]] = {
    "index": {"type": "integer", "minimum": 0, "maximum": 2**53 - 1},
    "kind": {"type": "string", "enum": list(KINDS)},
}


def document(operations: Iterable[Operation], *, url: str, language: Language) -> dict[str, Any]:
    """Write the document in one language."""
    said = vocabulary(language)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(_path(operation), {})[operation.method.lower()] = _operation(operation, said)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Azukari: {said['page']['title']}",
            "version": VERSION,
            "description": said["info"]["description"].strip(),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": url}],
        "tags": [
            {"name": tag, "description": about, "x-title": said["tags"][tag]}
            for tag, about in said["tags_about"].items()
        ],
        "paths": paths,
        "components": {
            "schemas": _schemas(operations, said),
            "securitySchemes": {
                "service_key": {"type": "http", "scheme": "bearer", "description": said["info"]["authentication"]}
            },
            "responses": {name: _problem(kind, said) for name, kind in KINDS.items()},
        },
    }


def _path(operation: Operation) -> str:
    return operation.path.replace(":int}", "}").replace(":str}", "}")


def _operation(operation: Operation, said: Mapping[str, Any]) -> dict[str, Any]:
    words = said["operations"][operation.name]
    written: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": words["summary"],
        "description": words["description"],
        "security": [] if operation.public else [{"service_key": []}],
        "responses": _responses(operation, said),
    }
    if parameters := _parameters(operation, said):
        written["parameters"] = parameters
    if operation.takes is not None:
        written["requestBody"] = {"required": True, "content": {"application/json": _content(operation.takes)}}
    if operation.act is not None:
        written["x-azukari-act"] = operation.act
    return written


def _parameters(operation: Operation, said: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name, schema in _PARAMETERS.items():
        if f"{{{name}:" in operation.path:
            described = {"name": name, "in": "path", "required": True, "description": said["fields"][name]}
            found.append({**described, "schema": schema})
    if operation.asks is not None:
        for name, schema in msgspec.json.schema_components([operation.asks])[1][operation.asks.__name__][
            "properties"
        ].items():
            plain = {key: value for key, value in schema.items() if key != "anyOf"}
            plain |= next((one for one in schema.get("anyOf", []) if one.get("type") != "null"), {})
            plain.pop("default", None) if plain.get("default") is None else None
            meaning = _meaning(said, operation.asks.__name__, name)
            found.append({"name": name, "in": "query", "required": False, "description": meaning, "schema": plain})
    if operation.idempotent:
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": said["headers"]["Idempotency-Key"],
                "schema": {"type": "string", "minLength": 8, "maxLength": 128, "pattern": r"^[\x21-\x7e]+$"},
                "example": "7f3c1e52-90ab-4c6d-8e1f-2a3b4c5d6e7f",
            }
        )
    return found


def _responses(operation: Operation, said: Mapping[str, Any]) -> dict[str, Any]:
    summary = said["operations"][operation.name]["summary"]
    first: dict[str, Any] = {"description": summary}
    if operation.gives is not None:
        first["content"] = {"application/json": _content(operation.gives)}
    elif operation.takes is None:
        first["content"] = {media_type: {} for media_type in operation.media_types}
    if operation.idempotent:
        about = said["headers"]["Idempotency-Replayed"]
        first["headers"] = {"Idempotency-Replayed": {"description": about, "schema": {"const": "true"}}}
    responses: dict[str, Any] = {str(operation.status): first}
    if operation.name == "health":
        responses["503"] = {"description": said["problems"]["unavailable"], "content": first["content"]}
    by_status: dict[int, list[str]] = {}
    for name in operation.all_problems:
        by_status.setdefault(KINDS[name].status, []).append(name)
    for status, names in sorted(by_status.items()):
        if str(status) not in responses:
            responses[str(status)] = {"$ref": f"#/components/responses/{names[0]}"}
    return responses


def _content(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return {"schema": {"$ref": _REF.format(name=_name(kind))}, "example": EXAMPLES[kind.__name__]}


def _problem(kind: ProblemKind, said: Mapping[str, Any]) -> dict[str, Any]:
    example = {"type": kind.type, "title": kind.title, "status": kind.status, "detail": "…", "ground": kind.name}
    written: dict[str, Any] = {
        "description": said["problems"][kind.name],
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(name="Problem")}, "example": example}},
    }
    header = {"unauthenticated": "WWW-Authenticate", "too_many": "Retry-After", "unavailable": "Retry-After"}
    if kind.name in header:
        name = header[kind.name]
        written["headers"] = {name: {"description": said["headers"][name], "schema": {"type": "string"}}}
    return written


def _name(kind: type[msgspec.Struct]) -> str:
    return kind.__name__


def _schemas(operations: Iterable[Operation], said: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {kind for one in operations for kind in (one.takes, one.gives) if kind is not None} | {Problem}
    ordered = sorted(kinds, key=_name)
    components: dict[str, Any] = msgspec.json.schema_components(ordered, ref_template=_REF)[1]
    for name, schema in components.items():
        schema.pop("description", None)
        for member, form in schema.get("properties", {}).items():
            meaning = _meaning(said, name, member)
            if "$ref" in form:
                schema["properties"][member] = {"allOf": [form], "description": meaning}
            else:
                form["description"] = meaning
    return dict(sorted(components.items()))


def _meaning(said: Mapping[str, Any], kind: str, field: str) -> str:
    meaning: str = said["fields"].get(f"{kind}.{field}") or said["fields"][field]
    return meaning
