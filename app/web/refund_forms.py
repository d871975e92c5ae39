"""What the sheets that give money back have in common: reasons, and dishes that were ticked."""

from collections.abc import Mapping

from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict

from app.payments.refunds.inputs import RefundLine

REASONS = (
    lazy_gettext("Dish was not good"),
    lazy_gettext("Dish was not served"),
    lazy_gettext("Charged twice"),
    lazy_gettext("Wrong way of paying"),
)


def ticked_lines(form: MultiDict[str, str]) -> tuple[RefundLine, ...]:
    """The dishes of fields "line", with their portions of fields "quantity-<line>"."""
    return tuple(
        RefundLine(line_id=each, quantity=_portions(form, each)) for each in form.getlist("line")
    )


def _portions(form: Mapping[str, str], line_id: str) -> int:
    text = form.get(f"quantity-{line_id}", "1")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 else 0
