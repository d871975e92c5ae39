"""What the owner decides about the tables' codes."""

from collections.abc import Mapping
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from flask_babel import LazyString, lazy_gettext
from pydantic import AfterValidator

from app.settings.groups import SettingsGroup
from app.settings.shown import Shown


def _without_slash(text: str) -> str:
    return text.strip().rstrip("/")


class TablesSettings(SettingsGroup):
    """Choices about tables. `public_url` is where printed codes lead; empty: the page's own."""

    KEY: ClassVar[str] = "tables"
    TITLE: ClassVar[LazyString | str] = lazy_gettext("Table codes")

    public_url: Annotated[str, AfterValidator(_without_slash)] = ""

    SHOWN: ClassVar[Mapping[str, Shown]] = {
        "public_url": Shown(
            lazy_gettext("Address in the codes"),
            lazy_gettext(
                "Where the printed codes lead phones. Empty: the address by which you open the page"
                " of the cards. When it changes, cards have to be printed again."
            ),
            placeholder="http://192.168.1.20:8000",
        )
    }

    def clashes(self) -> dict[str, LazyString]:
        """The address is that of a site, without anything behind the host."""
        if not self.public_url or _is_site(self.public_url):
            return {}
        message = lazy_gettext("Write it like http://192.168.1.20:8000, without anything behind.")
        return {"public_url": message}


def _is_site(text: str) -> bool:
    try:
        parts = urlsplit(text)
        is_site = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_site and text == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc
