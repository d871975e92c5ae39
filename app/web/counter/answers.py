"""How the counter answers an action: no content, and an event that tells its page what to do."""

import json

from flask import Response
from flask_babel import LazyString


def acted(
    message: LazyString | str, *, go: str | None = None, keep_sheet: bool = False
) -> Response:
    """The action was done: the page closes its sheet, says `message` and pulls what is new.

    With `go` the browser goes to that path instead; with `keep_sheet` the sheet stays open.
    """
    response = Response(status=204)
    # A header is Latin-1: json.dumps writes everything else as escapes.
    response.headers["HX-Trigger"] = json.dumps(
        {"acted": {"message": str(message), "keep": keep_sheet}}
    )
    if go is not None:
        response.headers["HX-Redirect"] = go
    return response
