"""The OpenAPI document of the JSON API: its settings, and what every call may be refused with."""

from http import HTTPStatus
from typing import Any

from apiflask import APIFlask

# What the edge may answer to any call, before or after the view has seen it (`app.web.errors`).
REFUSALS = (400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503, 507)

_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "A problem document (RFC 9457); `title` is in the caller's language",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "fields": {"type": "object"},
    },
}


def describe_api(app: APIFlask) -> None:
    """Settings of the OpenAPI document."""
    app.config.update(
        SPEC_FORMAT="json",
        OPENAPI_VERSION="3.1.0",
        DESCRIPTION="Ordering, kitchen and till of one restaurant. Amounts are integers in fen.",
        VALIDATION_ERROR_SCHEMA=_PROBLEM,
    )
    app.tags = ["diner", "cart", "orders", "tables", "menu", "kitchen", "reports"]
    app.security_schemes = {
        "table": {"type": "http", "scheme": "bearer", "description": "A table session's token"},
        "staff": {"type": "http", "scheme": "bearer", "description": "A staff member's token"},
    }
    app.spec_processor(_with_refusals)


def _with_refusals(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
    if isinstance(spec, str):
        raise TypeError("the description is made as JSON")
    spec.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    refusals = {
        str(status): {"description": HTTPStatus(status).phrase, "content": content}
        for status in REFUSALS
    }
    for path in spec["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict) and "responses" in operation:
                operation["responses"].update(refusals)
    return spec
