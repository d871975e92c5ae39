"""The menu on paper, from the same data as on the phones: looked at, then printed on A4."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from app.catalog import queries
from app.catalog.models import GroupKind
from app.catalog.rules import MenuCategory, MenuDish
from app.catalog.sale_windows import SaleWindow
from app.core import clock
from app.core.money import short
from app.ordering.settings_covers import CoverSettings
from app.settings import queries as settings
from app.staff.rights import Right
from app.stores import queries as stores
from app.stores.settings import LicencesSettings
from app.web.auth import require_staff, staff_only
from app.web.backoffice.blueprint import bp
from app.web.diner import choices

LANGUAGES = {
    "both": _("Chinese and English"),
    "zh": _("Chinese only"),
    "en": _("English only"),
}


# What the sheet itself says, in its own languages and not in the reader's.
_SAID = {
    "lazy_market": _("Market price"),
    "lazy_allergens": _("Allergens"),
    "lazy_ask": _("Allergic? Please tell the staff before you order."),
    "lazy_enough": _("Order what you can finish; what is left is gladly packed."),
    "lazy_licence": _("Food licence"),
}


@bp.get("/backoffice/menu/paper")
@staff_only(Right.MENU)
def paper_menu() -> ResponseReturnValue:
    """The menu as a sheet for the printer; what is off the shelf is not on it."""
    language = request.args.get("language", "both")
    language = language if language in LANGUAGES else "both"
    return render_template(
        "backoffice/menu/paper.html",
        language=language,
        languages=LANGUAGES,
        shows_allergens=request.args.get("allergens") != "0",
        words=lambda text: _words(text, language),
        when=lambda window: _words(_Window(window), language),
        charges=_charges(require_staff().store_id, language),
        **_SAID,
        **_contents(require_staff().store_id),
    )


def _contents(store_id: str) -> dict[str, Any]:
    """What stands on the sheet, in whatever language."""
    store = stores.get_facts(store_id)
    shown = [category for category in queries.get_menu(store.id).categories if category.dishes]
    marks = _marks(shown)
    return {
        "store": store,
        "categories": shown,
        "marks": marks,
        "marks_of": lambda dish: sorted(marks[key] for key in dish.allergens),
        "allergens": choices.ALLERGENS,
        "tags": choices.TAGS,
        "spice": choices.SPICE,
        "size_prices": size_prices,
        "choices_of": _choices_of,
        "from_portions": lambda n: _("from %(n)d portions", n=n),
        "licences": settings.get(store.id, LicencesSettings),
        "day": store.business_date(clock.now()),
    }


def size_prices(dish: MenuDish) -> list[tuple[str, str, int]]:
    """The sizes of a dish with their own prices: (name, English name, fen)."""
    return [
        (option.name, option.name_en, option.own_price_fen)
        for group in dish.option_groups
        if group.kind is GroupKind.SIZE
        for option in group.options
        if option.own_price_fen is not None
    ]


def _choices_of(dish: MenuDish) -> list[tuple[str, str, int]]:
    """What costs extra: (name, English name, fen) of every answer with a surcharge."""
    return [
        (option.name, option.name_en, option.price_fen)
        for group in dish.option_groups
        if group.kind in (GroupKind.OPTIONS, GroupKind.SET)
        for option in group.options
        if option.price_fen > 0
    ]


def _marks(categories: list[MenuCategory]) -> dict[str, int]:
    """The numbers by which allergens stand at the dishes, in the order of the legend."""
    found = {each for c in categories for dish in c.dishes for each in dish.allergens}
    known = [key for key in choices.ALLERGENS if key in found]
    return {key: number for number, key in enumerate([*known, *sorted(found - {*known})], 1)}


def _charges(store_id: str, language: str) -> list[str]:
    """What is charged beside the dishes: it has to stand where guests choose."""
    seats = settings.get(store_id, CoverSettings)
    if not seats.per_head_fen:
        return []
    words = _("%(name)s: ¥%(fen)s for each guest", name=_Name(seats), fen=short(seats.per_head_fen))
    return [_words(words, language)]


class _Name:
    """What the cover charge is called, in whatever language is spoken when it is read."""

    def __init__(self, seats: CoverSettings) -> None:
        self._seats = seats

    def __str__(self) -> str:
        return self._seats.shown_name


class _Window:
    """When a dish is sold, said in whatever language is spoken when it is read."""

    def __init__(self, window: SaleWindow) -> None:
        self._window = window

    def __str__(self) -> str:
        return choices.window_words(self._window)


def _words(text: object, language: str) -> str:
    """Our own words in the languages of the sheet."""
    said = []
    for one in ("zh", "en") if language == "both" else (language,):
        with force_locale(one):
            said.append(str(text))
    return " ".join(dict.fromkeys(said))
