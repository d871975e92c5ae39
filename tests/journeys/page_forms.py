"""Where the forms of a page are sent to, and whether a route takes them there."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException


class _Forms(HTMLParser):
    """Where the forms of a page are sent to: by a button, or by htmx."""

    def __init__(self, path: str) -> None:
        """Read the page at `path`."""
        super().__init__()
        self.sent: set[str] = set()
        self._path, self._templates = path, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what it sends, and where; what lies in a template gets its address from a script."""
        self._templates += tag == "template"
        if self._templates:
            return
        given = dict(attrs)
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self._take(given.get("action"))
        for name in ("formaction", "hx-post"):
            if name in given:
                self._take(given[name])

    def handle_endtag(self, tag: str) -> None:
        """Leave a template."""
        self._templates -= tag == "template"

    def _take(self, address: str | None) -> None:
        self.sent.add(urlsplit(urljoin(self._path, address or self._path)).path)


def nowhere(app: Flask, path: str, text: str) -> list[str]:
    """The forms of a page that no route would take."""
    reader, known, lost = _Forms(path), app.url_map.bind("shop.test"), []
    reader.feed(text)
    for sent in sorted(reader.sent):
        try:
            known.match(sent, method="POST")
        except HTTPException as refused:
            lost.append(f"{path}: a form is sent to {sent}: {refused}")
    return lost
