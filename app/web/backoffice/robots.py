"""Group robots: which groups get which alerts, when, and whether the last one arrived."""

from datetime import time
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.core import clock
from app.core.errors import Invalid
from app.notices.kinds import NoticeKind
from app.notices.robots import service as robots
from app.notices.robots.models import NoticeRobot, RobotKind
from app.notices.robots.service import SAYABLE, RobotInput
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, read_one_of, read_whole, typed_text

KINDS = (
    (RobotKind.WECOM.value, lazy_gettext("WeCom")),
    (RobotKind.DINGTALK.value, lazy_gettext("DingTalk")),
    (RobotKind.FEISHU.value, lazy_gettext("Feishu")),
)
SAYS = {
    NoticeKind.STOCK_LOW.value: lazy_gettext("Below the safety level"),
    NoticeKind.STOCK_SHORT.value: lazy_gettext("Sold more than is there"),
    NoticeKind.STOCK_OUT_SOON.value: lazy_gettext("Runs out before closing"),
    NoticeKind.STOCK_EXPIRING.value: lazy_gettext("Good for a few days only"),
    NoticeKind.STOCK_LOSS.value: lazy_gettext("Unusual loss"),
    NoticeKind.STOCK_PRICE.value: lazy_gettext("Price jump"),
}
_TIMES = ("quiet_from", "quiet_until", "digest_at")
_TEXTS = ("kind", "name", "address_secret", "sign_secret", *_TIMES)


@bp.get("/backoffice/notices/robots")
@staff_only(Right.SETTINGS)
def notice_robots() -> ResponseReturnValue:
    """All robots and how their last message went."""
    found = robots.list_robots(require_staff().store_id)
    return page("backoffice/notices/robots.html", robots=found, kinds=dict(KINDS), now=clock.now())


@bp.get("/backoffice/notices/robots/new")
@staff_only(Right.SETTINGS)
def new_robot() -> ResponseReturnValue:
    """An empty form for a robot."""
    values = dict.fromkeys(_TEXTS, "") | {"quiet_from": "22:00", "quiet_until": "08:00"}
    return _form(Typed(values | {"kinds": list(SAYS), "is_enabled": True}))


@bp.post("/backoffice/notices/robots/new")
@staff_only(Right.SETTINGS)
def add_robot() -> ResponseReturnValue:
    """Add a robot."""
    return _save("")


@bp.get("/backoffice/notices/robots/<robot_id>")
@staff_only(Right.SETTINGS)
def notice_robot(robot_id: str) -> ResponseReturnValue:
    """The form of a robot; its address and secret are not shown again."""
    found = robots.get_robot(require_staff().store_id, robot_id)
    return _form(Typed(_values_of(found)), found)


@bp.post("/backoffice/notices/robots/<robot_id>")
@staff_only(Right.SETTINGS)
def change_robot(robot_id: str) -> ResponseReturnValue:
    """Change a robot."""
    robots.get_robot(require_staff().store_id, robot_id)
    return _save(robot_id)


@bp.post("/backoffice/notices/robots/<robot_id>/act")
@staff_only(Right.SETTINGS)
def act_on_robot(robot_id: str) -> ResponseReturnValue:
    """Try it, leave its group in peace for some hours, or remove it."""
    actor, act = current_actor(), request.form.get("act", "")
    if act == "remove":
        robots.remove_robot(robot_id, actor=actor)
        flash(gettext("Removed."), "success")
    elif act == "snooze":
        hours = read_whole(request.form.get("hours", ""), "hours", default=0)
        robots.snooze_robot(robot_id, min(hours, 168), actor=actor)
        flash(gettext("Saved."), "success")
    else:
        robots.try_robot(robot_id, actor=actor)
        flash(gettext("Sent. Look into the group; what went wrong is shown here."), "success")
    return redirect(url_for(".notice_robots"))


def _save(robot_id: str) -> ResponseReturnValue:
    chosen = [kind for kind in request.form.getlist("kinds") if kind in SAYS]
    typed = Typed(
        typed_text(request.form, *_TEXTS)
        | {"kinds": chosen, "is_enabled": bool(request.form.get("is_enabled"))}
    )
    with problems_into(typed):
        given = _read(typed.values)
        robots.save_robot(given, actor=current_actor(), robot_id=robot_id)
        flash(gettext("Saved."), "success")
        return redirect(url_for(".notice_robots"))
    store_id = require_staff().store_id
    return _form(typed, robots.get_robot(store_id, robot_id) if robot_id else None), 422


def _read(values: dict[str, Any]) -> RobotInput:
    chosen = tuple(NoticeKind(kind) for kind in values["kinds"])
    return RobotInput(
        kind=read_one_of(RobotKind, values["kind"] or RobotKind.WECOM, "kind"),
        name=values["name"],
        address_secret=values["address_secret"],
        sign_secret=values["sign_secret"],
        # All of them is also what later versions add.
        kinds=() if len(chosen) == len(SAYABLE) else chosen,
        is_enabled=values["is_enabled"],
        **{name: _time(values[name], name) for name in _TIMES},
    )


def _time(text: str, name: str) -> time | None:
    try:
        return time.fromisoformat(text) if text.strip() else None
    except ValueError:
        raise Invalid({name: lazy_gettext("Write a time like 22:00.")}) from None


def _values_of(found: NoticeRobot) -> dict[str, Any]:
    times = {name: getattr(found, name) for name in _TIMES}
    return {
        "kind": found.kind.value,
        "name": found.name,
        "kinds": found.kinds or list(SAYS),
        "is_enabled": found.is_enabled,
        **{name: at.strftime("%H:%M") if at else "" for name, at in times.items()},
    }


def _form(typed: Typed, found: NoticeRobot | None = None) -> str:
    # Keys are never shown again, not even to whoever typed them.
    for name in ("address_secret", "sign_secret"):
        typed.values.pop(name, None)
    return page("backoffice/notices/robot.html", typed=typed, robot=found, kinds=KINDS, says=SAYS)
