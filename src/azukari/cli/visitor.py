"""A visitor without a browser: reads pages and sends forms over HTTPS, as a person without JavaScript would.

The demo collects its invented persons' data by it, so that they come in by the real path and no other.
"""

import http.client
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

from azukari.base.errors import UnavailableError

_MOST_REDIRECTS = 5


@dataclass(slots=True)
class Form:
    """A form as it stands in a page: its fields with what is filled in, and its buttons."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    boxes: dict[str, list[str]] = field(default_factory=dict)  # check boxes and radio buttons, ticked or not
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """What the server answered."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Give the page as text."""
        return self.body.decode(errors="replace")

    def forms(self) -> list[Form]:
        """List the forms that post."""
        reader = _FormReader()
        reader.feed(self.text)
        return [form for form in reader.forms if form.method == "post"]


class Visitor:
    """Visits one site."""

    def __init__(self, base: str, *, authority: Path) -> None:
        """Visit ``base``, such as ``https://localhost:8443``, trusting the certificate authority in a file."""
        self._base = base
        self._context = ssl.create_default_context(cafile=str(authority))
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Page:
        """Read a page, following redirects."""
        return self._follow("GET", urljoin(self._base, path), None)

    def send(
        self,
        page: Page,
        form: Form,
        values: Mapping[str, Sequence[str]] | None = None,
        *,
        button: tuple[str, str] | None = None,
    ) -> Page:
        """Send a form with what stands in it, and ``values`` over it."""
        fields = {**form.fields, **{name: list(given) for name, given in (values or {}).items()}}
        if button:
            fields[button[0]] = [button[1]]
        return self._follow("POST", urljoin(page.url, form.action), urlencode(fields, doseq=True).encode())

    def _follow(self, method: str, url: str, body: bytes | None) -> Page:
        for _ in range(_MOST_REDIRECTS):
            page = self._ask(method, url, body)
            location = page.headers.get("location")
            if page.status not in (301, 302, 303, 307, 308) or location is None:
                return page
            url = urljoin(url, location)
            if page.status in (301, 302, 303):
                method, body = "GET", None
        raise UnavailableError("The site sends its visitors round in circles.")

    def _ask(self, method: str, url: str, body: bytes | None) -> Page:
        parts = urlsplit(url)
        connection = http.client.HTTPSConnection(
            parts.hostname or "", parts.port or 443, timeout=30, context=self._context
        )
        headers = {"Accept-Language": "ja", "Origin": f"{parts.scheme}://{parts.netloc}"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Page(answer.status, url, found, answer.read())
        except OSError:
            raise UnavailableError(f"{parts.netloc} does not answer.") from None
        finally:
            connection.close()


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(tag, given)

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._area is not None:
            self._form.fields[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def _field(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None  # noqa: S101 - the caller looked
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "button" or (tag == "input" and kind == "submit"):
            if name:
                self._form.buttons.append((name, given.get("value", "")))
        elif tag == "input" and kind in ("checkbox", "radio"):
            self._form.boxes.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                self._form.fields.setdefault(name, []).append(given.get("value", "on"))
        elif tag == "input" and name:
            self._form.fields.setdefault(name, []).append(given.get("value", ""))
        elif tag == "textarea":
            self._area = name
            self._form.fields[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self._form.fields[self._select] = [given.get("value", "")]
