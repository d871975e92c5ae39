"""The call screen 叫号屏 for a television: preparing, please collect, and a voice."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from app.ordering import queries as orders
from app.ordering.models import Order
from app.ordering.rules import IN_KITCHEN
from app.ordering.settings import PickupSettings, Voice
from app.settings import queries as settings
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import require_staff, staff_only
from app.web.counter.blueprint import bp


@dataclass(frozen=True, slots=True)
class Call:
    """A number that is called: `key` is new with every call, `spoken` are (language, sentence)."""

    code: str
    key: str
    spoken: tuple[tuple[str, str], ...]


@bp.get("/call-screen")
@staff_only(Right.TABLES)
def call_screen() -> ResponseReturnValue:
    """The whole screen."""
    return render_template("counter/call/screen.html", **_numbers())


@bp.get("/call-screen/now")
@staff_only(Right.TABLES)
def call_screen_now() -> ResponseReturnValue:
    """The changing part of the screen."""
    return render_template("counter/call/_numbers.html", **_numbers())


def _numbers() -> dict[str, object]:
    store_id = require_staff().store_id
    today = stores.get_facts(store_id).business_date()
    waiting = [
        order
        for order in reversed(orders.list_pickup_orders(store_id, today))
        if order.status in IN_KITCHEN and order.pickup_code
    ]
    called = sorted(
        (order for order in waiting if order.called_at is not None),
        key=lambda order: (order.called_at, order.id),
        reverse=True,
    )
    return {
        "preparing": [order for order in waiting if order.called_at is None],
        "calls": [_call(order) for order in called],
    }


def _call(order: Order) -> Call:
    voice = settings.get(order.store_id, PickupSettings).voice
    languages = ("zh", "en") if voice is Voice.BOTH else (voice.value,)
    # Voices read "012" as twelve; the digits one by one are what stands on the phone.
    spaced = " ".join(order.pickup_code)
    return Call(
        order.pickup_code,
        f"{order.id}.{order.calls}",
        tuple((language, _sentence(language, spaced)) for language in languages),
    )


def _sentence(language: str, number: str) -> str:
    with force_locale(language):
        return str(gettext("Number %(no)s, please come to the counter for your food.", no=number))
