"""The bundled scripts and styles: their content-hashed addresses for the templates."""

import json
from pathlib import Path

from flask import Flask, url_for

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

    app.jinja_env.globals["asset"] = asset
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000 if manifest else 0
