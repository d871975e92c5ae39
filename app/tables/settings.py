"""What the owner decides about the tables' codes."""

from typing import ClassVar

from app.settings.groups import SettingsGroup


class TablesSettings(SettingsGroup):
    """Choices about tables. `public_url` is where printed codes lead; empty: the page's own."""

    KEY: ClassVar[str] = "tables"

    public_url: str = ""
