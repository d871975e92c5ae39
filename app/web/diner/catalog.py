"""The menu page: rendered once per version and language, so that a look costs no query."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from markupsafe import Markup

from app.catalog import queries
from app.catalog.rules import kcal_of
from app.core import clock
from app.ordering import load
from app.ordering.settings import OrderingSettings
from app.ordering.settings_covers import CoverSettings
from app.settings import queries as settings
from app.stores import queries as stores
from app.tables.queries import Presence
from app.web.auth import current_presence, diner_only
from app.web.diner import choices
from app.web.diner.blueprint import bp

_PRICE_CAPS_FEN = (1_000, 2_000, 5_000, 10_000)
_KCAL_CAPS = (300, 500, 800)


@bp.get("/menu")
@diner_only
def menu() -> ResponseReturnValue:
    """The menu, complete without a script; the sheets for choosing lie in it, empty."""
    presence = current_presence()
    store = stores.get_facts(presence.store_id)
    return render_template(
        "diner/catalog/menu.html",
        store=store,
        presence=presence,
        **_notices(presence),
        seats=settings.get(store.id, CoverSettings),
        menu_list=_rendered_list(store.id),
        line_chips=choices.line_chips(store.language),
        order_chips=choices.order_chips(store.language),
        allergens=choices.ALLERGENS,
        spice_words=choices.SPICE,
        tags=choices.TAGS,
        price_caps=_PRICE_CAPS_FEN,
        kcal_caps=_kcal_caps(store.id),
    )


@bp.get("/menu/list")
@diner_only
def menu_list() -> ResponseReturnValue:
    """The list of dishes alone, for a page that is open while dishes come and go."""
    return _rendered_list(current_presence().store_id)


@bp.get("/menu/notices")
@diner_only
def notices() -> ResponseReturnValue:
    """What a guest should know before ordering, for a page that is already open."""
    presence = current_presence()
    return render_template("diner/catalog/_notices.html", presence=presence, **_notices(presence))


def _notices(presence: Presence) -> dict[str, Any]:
    store = stores.get_facts(presence.store_id)
    chosen = settings.get(store.id, OrderingSettings)
    until = chosen.paused_until
    return {
        "ordering": chosen,
        "is_paused": chosen.pauses(is_pickup=presence.is_pickup, now=clock.now()),
        "paused_until": store.local(until) if until is not None else None,
        "is_full": load.is_full(store.id),
        "busy": load.told_when_busy(store.id),
    }


def _kcal_caps(store_id: str) -> tuple[int, ...]:
    """What guests may cap a dish's energy at; nothing where no dish says it."""
    dishes = queries.get_menu(store_id).dishes.values()
    return _KCAL_CAPS if any(kcal_of(dish.nutrition) is not None for dish in dishes) else ()


def _rendered_list(store_id: str) -> Markup:
    menu = queries.get_menu(store_id)
    language = str(get_locale())
    off_hours = menu.off_hours(stores.get_facts(store_id).local(clock.now()))
    name = f"diner.{language}.{','.join(sorted(off_hours))}"
    held = menu.rendered.get(name)
    if held is None:
        html = render_template(
            "diner/catalog/_list.html",
            menu=menu,
            is_english=language == "en",
            tags=choices.TAGS,
            spice_words=choices.SPICE,
            off_hours=off_hours,
            window_words=choices.window_words,
            sizes_of=choices.has_sizes,
            kcal_of=kcal_of,
        )
        held = Markup(html)  # noqa: S704 - our own template has escaped what it was given
        menu.rendered[name] = held
    assert isinstance(held, Markup)
    return held
