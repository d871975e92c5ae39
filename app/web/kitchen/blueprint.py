"""The blueprint of the kitchen's pages, and what all their templates are given."""

from typing import Any

from flask import Blueprint
from flask_babel import get_locale

from app.kitchen import rules
from app.ordering.present import number_text, order_name

bp = Blueprint("kitchen", __name__)


@bp.context_processor
def template_facts() -> dict[str, Any]:
    """How things are called, and what a ticket's age and notes mean."""
    return {
        "naming": naming,
        "number_text": number_text,
        "order_name": order_name,
        "minutes_between": rules.minutes_between,
        "pace": rules.pace,
        "hour_of": lambda hour: f"{hour:02d}:00–{(hour + 1) % 24:02d}:00",
        "mentions_allergy": rules.mentions_allergy,
    }


def naming(name: str, name_en: str) -> str:
    """What something is called in the reader's language; not everything has an English name."""
    return name_en or name if str(get_locale()) == "en" else name
