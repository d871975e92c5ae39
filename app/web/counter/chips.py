"""The ready-made words that staff touch instead of typing: notes and reasons."""

from dataclasses import dataclass

from flask_babel import lazy_gettext

from app.ordering.settings import CounterSettings
from app.settings import queries as settings

BUILT_IN = {
    "line_notes": (
        lazy_gettext("Not spicy"),
        lazy_gettext("Less spicy"),
        lazy_gettext("Extra spicy"),
        lazy_gettext("Less oil"),
        lazy_gettext("Less salt"),
        lazy_gettext("No coriander"),
        lazy_gettext("No spring onion"),
        lazy_gettext("Pack it"),
    ),
    "order_notes": (
        lazy_gettext("Be quick"),
        lazy_gettext("Serve together"),
        lazy_gettext("Child at the table"),
        lazy_gettext("No chopsticks"),
    ),
    "void_reasons": (
        lazy_gettext("Guest changed their mind"),
        lazy_gettext("Ordered by mistake"),
        lazy_gettext("Took too long"),
        lazy_gettext("Not good enough"),
        lazy_gettext("Dish has run out"),
    ),
    "comp_reasons": (
        lazy_gettext("Sorry for the wait"),
        lazy_gettext("A gift of the house"),
        lazy_gettext("Not good enough"),
        lazy_gettext("Regular guest"),
    ),
    "discount_reasons": (
        lazy_gettext("Regular guest"),
        lazy_gettext("Sorry for the wait"),
        lazy_gettext("Friend of the owner"),
        lazy_gettext("Offer on site"),
    ),
}


@dataclass(frozen=True, slots=True)
class Chips:
    """The words of a store, each list as the owner wrote it or as it comes."""

    line_notes: tuple[str, ...]
    order_notes: tuple[str, ...]
    void_reasons: tuple[str, ...]
    comp_reasons: tuple[str, ...]
    discount_reasons: tuple[str, ...]


def chips_of(store_id: str) -> Chips:
    """The store's ready-made words, in the reader's language where the owner wrote none."""
    chosen = settings.get(store_id, CounterSettings)
    lists = {
        name: getattr(chosen, name) or tuple(str(word) for word in words)
        for name, words in BUILT_IN.items()
    }
    return Chips(**lists)
