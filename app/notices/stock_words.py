"""What notices about stock say: the inbox and the group robots use the same sentences."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext, ngettext

from app.core import money
from app.inventory.models import BaseUnit
from app.inventory.words import name_in, quantity_text
from app.notices.kinds import NoticeKind

Params = dict[str, Any]


def _amount(params: Params, name: str) -> str:
    return quantity_text(params[name], BaseUnit(params["unit"]))


def _name(params: Params) -> str:
    # Notices that were written before ingredients had English names have none.
    return name_in(params["name"], params.get("name_en", ""))


def _low(params: Params) -> str:
    return str(
        gettext(
            "%(name)s is below its safety level of %(level)s.",
            name=_name(params),
            level=_amount(params, "safety"),
        )
    )


def _short(params: Params) -> str:
    return str(gettext("More %(name)s was sold than is there.", name=_name(params)))


def _soon(params: Params) -> str:
    return str(
        ngettext(
            "At the present pace %(name)s runs out in about %(num)d hour, before closing.",
            "At the present pace %(name)s runs out in about %(num)d hours, before closing.",
            params["hours"],
            name=_name(params),
        )
    )


def _expiring(params: Params) -> str:
    return str(
        gettext(
            "%(amount)s of %(name)s is good until %(day)s.",
            amount=_amount(params, "left"),
            name=_name(params),
            day=params["day"],
        )
    )


def _loss(params: Params) -> str:
    return str(
        gettext(
            "The count found %(amount)s of %(name)s missing (%(percent)d per cent, ¥%(value)s).",
            amount=_amount(params, "missing"),
            name=_name(params),
            percent=params["percent"],
            value=money.show(params["value_fen"]),
        )
    )


def _price(params: Params) -> str:
    return str(
        gettext(
            "%(name)s was %(percent)d per cent dearer than at the last delivery.",
            name=_name(params),
            percent=params["percent"],
        )
    )


STOCK_TITLES: dict[NoticeKind, Callable[[Params], str]] = {
    NoticeKind.STOCK_LOW: _low,
    NoticeKind.STOCK_SHORT: _short,
    NoticeKind.STOCK_OUT_SOON: _soon,
    NoticeKind.STOCK_EXPIRING: _expiring,
    NoticeKind.STOCK_LOSS: _loss,
    NoticeKind.STOCK_PRICE: _price,
}
