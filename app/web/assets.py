"""What templates are given: addresses of bundled files, money filters, language and text size."""

import json
from pathlib import Path

from flask import Flask, url_for
from flask_babel import get_locale

from app.core import money
from app.inventory import words
from app.ordering.present import label_of
from app.web import formats, stock_words
from app.web.language import text_size, theme

_DIST = "dist"


def init_app(app: Flask) -> None:
    """Give templates `asset(name)`; let browsers keep what has a hash in its address."""
    manifest_file = Path(app.static_folder or "") / _DIST / "manifest.json"
    manifest: dict[str, str] = {}
    if manifest_file.exists():
        manifest = json.loads(manifest_file.read_text(encoding="utf-8"))

    def asset(name: str) -> str:
        """The address of a bundled file such as "diner.js"."""
        path, _, version = manifest.get(name, name).partition("?v=")
        return url_for("static", filename=f"{_DIST}/{path}", v=version or None)

    app.jinja_env.globals.update(
        asset=asset, text_size=text_size, theme=theme, get_locale=get_locale
    )
    app.jinja_env.filters.update(
        yuan=formats.yuan,
        named=formats.named,
        other_name=formats.other_name,
        yuan_short=formats.yuan_short,
        weekday=formats.weekday,
        name_in=words.name_in,
        category_of=stock_words.category_of,
        quantity=stock_words.quantity,
        unit_word=stock_words.unit_word,
        unit_cost=stock_words.unit_cost,
        cost_unit=stock_words.cost_unit,
        paper_url=stock_words.paper_url,
        yuan_typed=money.show,
        day=formats.day,
        clock=formats.clock,
        moment=formats.moment,
        change_label=label_of,
    )
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000 if manifest else 0
