"""The forms of a page as a browser would send them: where to, and with which fields."""

import json
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

_UNSENT = ("submit", "button", "reset", "image", "file")
Given = dict[str, str | None]


@dataclass
class Field:
    """One field; `value` is None where nothing of it is sent as the page stands."""

    name: str
    value: str | None


@dataclass
class Form:
    """An address, and its fields in the order in which they stand."""

    address: str
    fields: list[Field]

    @property
    def names(self) -> tuple[str, ...]:
        """What the fields are called, each once."""
        return tuple(dict.fromkeys(each.name for each in self.fields))


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self._path, self._form, self._templates = path, "", 0
        self._fields: dict[str, list[Field]] = {}
        self._choice: Field | None = None
        self._text: Field | None = None
        # What is sent where, with the fields of which form ("" for none) and which of its own.
        self.sent: list[tuple[str, str, list[Field]]] = []

    def forms(self) -> list[Form]:
        """Everything that the page sends."""
        return [Form(where, [*self._fields.get(of, ()), *own]) for where, of, own in self.sent]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a form, a field, or what sends something by itself."""
        given = dict(attrs)
        self._templates += tag == "template"
        if tag == "form":
            self._begin(given)
            return
        owner = given.get("form") or self._form
        if tag == "option":
            self._offer(given)
        elif tag in ("input", "select", "textarea", "button") and given.get("name"):
            self._take(tag, given, owner)
        for name in ("formaction", "hx-post"):
            if name in given:
                self._send(given[name], owner, _own(given))

    def handle_endtag(self, tag: str) -> None:
        """Leave a form or a field."""
        self._templates -= tag == "template"
        if tag == "form":
            self._form = ""
        elif tag == "select":
            self._choice = None
        elif tag == "textarea":
            self._text = None

    def handle_data(self, data: str) -> None:
        """Take what stands in a field of several lines."""
        if self._text is not None:
            self._text.value = (self._text.value or "") + data

    def _begin(self, given: Given) -> None:
        self._form = given.get("id") or f"#{len(self._fields)}"
        self._fields.setdefault(self._form, [])
        if (given.get("method") or "").lower() == "post":
            self._send(given.get("action"), self._form, [])
        if "hx-post" in given:
            self._send(given["hx-post"], self._form, [])

    def _send(self, address: str | None, owner: str, own: list[Field]) -> None:
        if self._templates:
            return  # a script gives what lies there its address
        where = urlsplit(urljoin(self._path, address or self._path))
        self.sent.append((f"{where.path}?{where.query}".rstrip("?"), owner, own))

    def _offer(self, given: Given) -> None:
        if self._choice and (self._choice.value is None or "selected" in given):
            self._choice.value = given.get("value") or ""

    def _take(self, tag: str, given: Given, owner: str) -> None:
        kind = (given.get("type") or "text").lower()
        if tag == "input" and kind in _UNSENT:
            return
        is_off = tag in ("select", "textarea") or (
            kind in ("checkbox", "radio") and "checked" not in given
        )
        value = given.get("value") or ("on" if kind == "checkbox" else "")
        field = Field(str(given["name"]), None if is_off else value)
        if field.name == "csrf_token":
            return
        fields = self._fields.setdefault(owner, [])
        if not (tag == "button" and field.name in (each.name for each in fields)):
            fields.append(field)
        if tag == "select":
            self._choice = field
        if tag == "textarea":
            self._text = field


def _own(given: Given) -> list[Field]:
    """The fields that a sender brings itself."""
    brought: dict[str, object] = json.loads(given.get("hx-vals") or "{}")
    return [Field(name, str(value)) for name, value in brought.items()]


def forms_of(path: str, text: str) -> list[Form]:
    """The forms of the page at `path`."""
    reader = _Reader(path)
    reader.feed(text)
    return reader.forms()
