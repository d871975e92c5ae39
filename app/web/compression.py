"""Smaller answers for weak Wi-Fi: text is sent compressed to whoever takes it so."""

import gzip
import threading
from functools import lru_cache

from flask import Flask, Response, request

_TYPES = frozenset(
    {
        "text/html",
        "text/css",
        "text/csv",
        "text/javascript",
        "application/javascript",
        "application/json",
        "application/problem+json",
        "image/svg+xml",
    }
)
# Below this an answer fits into one packet anyhow.
LEAST_BYTES = 1_000
# The size hardly falls beyond this level, the time rises: what is packed once is packed well.
LEVEL = 5
_LEVEL_ONCE = 9
_packing = threading.Lock()


def init_app(app: Flask) -> None:
    """Compress after every request."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.status_code != 200 or response.mimetype not in _TYPES:
        return response
    if "Vary" in response.headers:
        response.vary.add("Accept-Encoding")
    else:
        response.headers.add("Vary", "Accept-Encoding")
    if "Content-Encoding" in response.headers or not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < LEAST_BYTES:
        return response
    etag, _is_weak = response.get_etag()
    response.set_data(_packed_once(body) if etag else gzip.compress(body, LEVEL))
    response.headers["Content-Encoding"] = "gzip"
    if etag:
        # The bytes differ from the uncompressed ones that the tag was made for.
        response.set_etag(etag, weak=True)
    return response


def _packed_once(body: bytes) -> bytes:
    # Those who ask for the same at once wait for the first of them.
    with _packing:
        return _held(body)


@lru_cache(maxsize=64)
def _held(body: bytes) -> bytes:
    """What has a tag is asked for often: the menu and the bundles are compressed once."""
    return gzip.compress(body, _LEVEL_ONCE)
