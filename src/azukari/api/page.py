"""The document as a page for people: our own HTML, without script, in Japanese or English."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import msgspec

from azukari.api.problems import KINDS, ProblemKind
from azukari.api.vocabulary import vocabulary
from azukari.statement.fragments import element, link, text
from azukari.statement.text import Language

_CODE = re.compile(r"`([^`]+)`")
_LOOK = "/v1/api.css"


def language_of(wanted: str | None, accepted: str) -> Language:
    """Choose the language: the one that the address names, else Japanese if the browser takes it before English."""
    if wanted in ("ja", "en"):
        return "ja" if wanted == "ja" else "en"
    first = accepted.lower()
    japanese, english = first.find("ja"), first.find("en")
    return "ja" if japanese >= 0 and (english < 0 or japanese < english) else "en"


def page(document: Mapping[str, Any], language: Language) -> str:
    """Write the whole document as one page."""
    said = vocabulary(language)
    words = said["page"]
    by_tag = _by_tag(document)
    parts = [
        text("h1", words["title"]),
        text("p", words["lead"], class_="lead"),
        element("p", link("/v1/openapi.json?lang=" + language, words["document"])),
        _contents(document, by_tag, words),
        *(element("p", _prose(paragraph)) for paragraph in document["info"]["description"].split("\n\n")),
    ]
    for name in ("authentication", "idempotency", "problems"):
        parts += [text("h2", words[name], id=name), element("p", _prose(said["info"][name]))]
    parts.append(_problems(said))
    for tag in document["tags"]:
        parts += [text("h2", tag["x-title"], id=f"part-{tag['name']}"), text("p", tag["description"])]
        parts += [_operation(one, document, words) for one in by_tag[tag["name"]]]
    return _whole(words["title"], "\n".join(parts), language, other=f"/v1/?lang={'en' if language == 'ja' else 'ja'}")


def problem_page(kind: ProblemKind, language: Language) -> str:
    """Explain one kind of problem."""
    said = vocabulary(language)
    parts = (
        text("p", str(kind.status), class_="eyebrow"),
        element("h1", element("code", escape(kind.name))),
        text("p", kind.title, class_="lead", lang="en"),
        element("p", _prose(said["problems"][kind.name])),
        element("p", link(f"/v1/?lang={language}#problems", said["page"]["back"])),
    )
    other = f"{kind.type}?lang={'en' if language == 'ja' else 'ja'}"
    return _whole(kind.name, "\n".join(parts), language, other=other)


def _by_tag(document: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append({**operation, "path": path, "method": method.upper()})
    return found


def _contents(document: Mapping[str, Any], by_tag: Mapping[str, Any], words: Mapping[str, str]) -> str:
    items = [element("li", link(f"#{name}", words[name])) for name in ("authentication", "idempotency", "problems")]
    for tag in document["tags"]:
        inner = "".join(element("li", link(f"#{one['operationId']}", one["summary"])) for one in by_tag[tag["name"]])
        items.append(element("li", link(f"#part-{tag['name']}", tag["x-title"]) + element("ol", inner)))
    return element("nav", element("ol", "\n".join(items)), class_="contents", aria_label=words["contents"])


def _operation(one: Mapping[str, Any], document: Mapping[str, Any], words: Mapping[str, str]) -> str:
    name = one["operationId"]
    parts = [
        text("h3", one["summary"], id=name),
        element("p", text("b", one["method"]) + " " + text("code", one["path"]), class_="address"),
        text("p", _rights(one, words), class_="quiet"),
        element("p", _prose(one["description"])),
    ]
    if query := [one for one in one.get("parameters", []) if one["in"] != "header"]:
        rows = [(p["name"], p["required"], _form(p["schema"]), p["description"]) for p in query]
        parts += [text("h4", words["query"]), _table(rows, words, f"{name}: {words['query']}")]
    if "requestBody" in one:
        content = one["requestBody"]["content"]["application/json"]
        parts += [text("h4", words["request"]), *_shape(content, document, words, f"{name}: {words['request']}")]
    status, answer = next(iter(one["responses"].items()))
    parts.append(text("h4", f"{words['answer']} {status}"))
    content = answer.get("content", {}).get("application/json", {})
    if "schema" in content:
        parts += _shape(content, document, words, f"{name}: {words['answer']}")
    elif "content" not in answer:
        parts.append(text("p", words["no_body"]))
    ends = [escape(status) for status in one["responses"]][1:]
    parts.append(text("p", f"{words['can_end_with']}: {', '.join(ends)}", class_="quiet"))
    return element("section", "\n" + "\n".join(parts) + "\n", class_="operation", aria_labelledby=name)


def _rights(one: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if not one["security"]:
        return words["no_key"]
    said = f"{words['needs_key']}: {one['x-azukari-act']}" if "x-azukari-act" in one else words["any_key"]
    if any(parameter["name"] == "Idempotency-Key" for parameter in one.get("parameters", [])):
        said += " · " + words["idempotent"]
    return said


def _shape(
    content: Mapping[str, Any], document: Mapping[str, Any], words: Mapping[str, str], caption: str
) -> Iterable[str]:
    schema = document["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
    needed = schema.get("required", ())
    rows = [
        (field, field in needed, _form(form), form.get("description", ""))
        for field, form in schema["properties"].items()
    ]
    yield _table(rows, words, caption)
    example = msgspec.json.format(msgspec.json.encode(content["example"]), indent=2).decode()
    label = f"{caption}: {words['example']}"
    yield element("pre", text("code", example), tabindex="0", role="region", aria_label=label)


def _table(rows: Iterable[tuple[str, bool, str, str]], words: Mapping[str, str], caption: str) -> str:
    head = "".join(text("th", words[name], scope="col") for name in ("field", "form", "meaning"))
    body = "".join(
        element(
            "tr",
            element("th", text("code", field), scope="row")
            + element("td", text("code", form) + "<br>" + text("small", words["required" if needed else "optional"]))
            + element("td", _prose(meaning)),
        )
        for field, needed, form, meaning in rows
    )
    whole = text("caption", caption, class_="unseen") + element("thead", element("tr", head)) + element("tbody", body)
    return element("div", element("table", whole), class_="scroll", role="region", aria_label=caption, tabindex="0")


def _problems(said: Mapping[str, Any]) -> str:
    words = said["page"]
    head = "".join(text("th", words[name], scope="col") for name in ("status", "kind", "meaning"))
    body = "".join(
        element(
            "tr",
            text("td", str(kind.status), class_="figures")
            + element("th", link(f"{kind.type}", kind.name), scope="row")
            + element("td", _prose(said["problems"][kind.name])),
        )
        for kind in KINDS.values()
    )
    caption = text("caption", words["problems"], class_="unseen")
    whole = element("table", caption + element("thead", element("tr", head)) + element("tbody", body))
    return element("div", whole, class_="scroll", role="region", aria_label=words["problems"], tabindex="0")


def _form(schema: Mapping[str, Any]) -> str:
    """Tell the form of a value in a word or two."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for several in ("allOf", "anyOf"):
        if several in schema:
            return " | ".join(_form(one) for one in schema[several])
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    kind = str(schema.get("type", "object"))
    if kind == "array":
        return f"[{_form(schema.get('items', {}))}]"
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def _prose(plain: str) -> str:
    return _CODE.sub(r"<code>\1</code>", escape(plain, quote=False))


def _whole(title: str, main: str, language: Language, *, other: str) -> str:
    words = vocabulary(language)["page"]
    tongue = "en" if language == "ja" else "ja"
    change = link(other, words["other_language"], hreflang=tongue, lang=tongue, rel="alternate")
    house = link(f"/v1/?lang={language}", "Azukari", class_="house")
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} — Azukari</title>
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="{_LOOK}">
</head>
<body>
<a class="skip" href="#main">{escape(words["skip"])}</a>
<header class="masthead"><div>{house}<div class="tongue">{change}</div></div></header>
<main id="main" tabindex="-1"><div class="column">
{main}
</div></main>
</body>
</html>
"""
