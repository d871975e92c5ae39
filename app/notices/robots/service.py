"""Adding robots, and getting notices to them."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from flask_babel import force_locale, gettext, lazy_gettext
from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy import select

from app.core import audit, clock, outbox
from app.core.actors import Actor
from app.core.db import atomic, db, release
from app.core.errors import Invalid, NotFound
from app.notices.kinds import NoticeKind, Severity
from app.notices.models import Notice
from app.notices.robots.base import Robot, RobotRefused, is_of_host
from app.notices.robots.dingtalk import DingTalkRobot
from app.notices.robots.feishu import FeishuRobot
from app.notices.robots.models import NoticeRobot, RobotKind
from app.notices.robots.wecom import WeComRobot
from app.notices.stock_words import STOCK_TITLES
from app.stores import queries as stores

SEND = "notice.robot"
SAYABLE: tuple[NoticeKind, ...] = tuple(STOCK_TITLES)
ROBOTS: Mapping[RobotKind, Robot] = {
    RobotKind.WECOM: WeComRobot(),
    RobotKind.DINGTALK: DingTalkRobot(),
    RobotKind.FEISHU: FeishuRobot(),
}


class RobotInput(BaseModel):
    """A robot as the owner types it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: RobotKind
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    address_secret: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
    sign_secret: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    kinds: tuple[NoticeKind, ...] = ()
    is_enabled: bool = True
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest_at: time | None = None


def get_robot(store_id: str, robot_id: str) -> NoticeRobot:
    """A robot of the store. Raises NotFound."""
    found = db.session.get(NoticeRobot, robot_id)
    if found is None or found.store_id != store_id:
        raise NotFound
    return found


def list_robots(store_id: str) -> list[NoticeRobot]:
    """The store's robots by name."""
    query = select(NoticeRobot).where(NoticeRobot.store_id == store_id)
    return list(db.session.scalars(query.order_by(NoticeRobot.name, NoticeRobot.id)))


@atomic
def save_robot(given: RobotInput, *, actor: Actor, robot_id: str = "") -> NoticeRobot:
    """Add a robot or change one; an empty address or secret leaves what is there.

    Raises NotFound, Invalid for an address that is not the service's.
    """
    robot = (
        get_robot(actor.store_id, robot_id) if robot_id else NoticeRobot(store_id=actor.store_id)
    )
    values = given.model_dump(exclude={"kinds"})
    for name in ("address_secret", "sign_secret"):
        values[name] = values[name] or getattr(robot, name) or ""
    if not is_of_host(values["address_secret"], ROBOTS[given.kind].HOST):
        host = ROBOTS[given.kind].HOST
        message = lazy_gettext("The address must begin with https://%(host)s/.", host=host)
        raise Invalid({"address_secret": message})
    for name, value in values.items():
        setattr(robot, name, value)
    robot.kinds = [kind.value for kind in given.kinds]
    db.session.add(robot)
    db.session.flush()
    audit.log("robot.saved", actor=actor, target=("notice_robot", robot.id), name=given.name)
    return robot


@atomic
def remove_robot(robot_id: str, *, actor: Actor) -> None:
    """Remove a robot; what it was owed is dropped. Raises NotFound."""
    robot = get_robot(actor.store_id, robot_id)
    audit.log("robot.removed", actor=actor, target=("notice_robot", robot_id), name=robot.name)
    db.session.delete(robot)


@atomic
def snooze_robot(robot_id: str, hours: int, *, actor: Actor) -> NoticeRobot:
    """Leave a group in peace for some hours; what comes meanwhile is sent afterwards."""
    robot = get_robot(actor.store_id, robot_id)
    robot.snoozed_until = clock.now() + timedelta(hours=hours) if hours else None
    audit.log("robot.snoozed", actor=actor, target=("notice_robot", robot_id), hours=hours)
    return robot


@atomic
def try_robot(robot_id: str, *, actor: Actor) -> None:
    """Send a greeting now; whether it came is seen beside the robot. Raises NotFound."""
    robot = get_robot(actor.store_id, robot_id)
    outbox.enqueue(SEND, {"robot_id": robot.id, "notice_ids": []})


@atomic
def pass_on(store_id: str, notice_id: str) -> None:
    """Owe a new notice to every robot that gets its kind, at the time that suits the group."""
    notice = db.session.get_one(Notice, notice_id)
    if notice.kind not in SAYABLE:
        return
    for robot in list_robots(store_id):
        is_wanted = robot.is_enabled and (not robot.kinds or notice.kind.value in robot.kinds)
        is_grave = notice.severity is Severity.SEVERE
        if not is_wanted or (robot.digest_at is not None and not is_grave):
            continue
        outbox.enqueue(
            SEND,
            {"robot_id": robot.id, "notice_ids": [notice.id]},
            key=f"robot:{robot.id}:{notice.id}",
            not_before=None if is_grave else speaks_from(robot, clock.now()),
        )


def send_digests() -> None:
    """Send the day's notices together where that is wanted. Run by a job."""
    for store in stores.list_stores():
        for robot in list_robots(store.id):
            if robot.is_enabled and robot.digest_at is not None:
                _digest(store.id, robot.id)


@atomic
def _digest(store_id: str, robot_id: str) -> None:
    robot = get_robot(store_id, robot_id)
    local = stores.get_facts(store_id).local(clock.now())
    is_due = robot.digest_at is not None and local.time() >= robot.digest_at
    if not is_due or robot.digested_on == local.date():
        return
    robot.digested_on = local.date()
    wanted = [NoticeKind(kind) for kind in robot.kinds] or list(SAYABLE)
    query = select(Notice.id).where(
        Notice.store_id == store_id,
        Notice.kind.in_(wanted),
        Notice.created_at > clock.now() - timedelta(days=1),
    )
    notice_ids = list(db.session.scalars(query.order_by(Notice.id)))
    if notice_ids:
        outbox.enqueue(
            SEND,
            {"robot_id": robot.id, "notice_ids": notice_ids},
            key=f"digest:{robot.id}:{local.date().isoformat()}",
            not_before=robot.snoozed_until,
        )


def speaks_from(robot: NoticeRobot, now: datetime) -> datetime:
    """When a message that is not grave may be sent: after quiet hours and snoozing."""
    moment = max(now, robot.snoozed_until or now)
    if robot.quiet_from is None or robot.quiet_until is None:
        return moment
    zone = ZoneInfo(stores.get_facts(robot.store_id).time_zone)
    local = moment.astimezone(zone)
    start, end = robot.quiet_from, robot.quiet_until
    is_over_night = start > end
    at = local.time()
    is_quiet = (at >= start or at < end) if is_over_night else start <= at < end
    if not is_quiet:
        return moment
    day = local.date() + timedelta(days=1 if is_over_night and at >= start else 0)
    return datetime.combine(day, end, tzinfo=zone)


@outbox.handles(SEND)
def send(payload: dict[str, object]) -> None:
    """Say the notices of a message to its robot. Raises RobotRefused, for the outbox to retry."""
    robot = db.session.get(NoticeRobot, str(payload["robot_id"]))
    if robot is None or not robot.is_enabled:
        return
    ids = payload["notice_ids"]
    assert isinstance(ids, list)
    text = _text(robot, [str(each) for each in ids])
    kind, address, secret = robot.kind, robot.address_secret, robot.sign_secret
    robot_id = robot.id
    # Nothing is held open while the service is asked.
    release()
    try:
        ROBOTS[kind].send(address, secret, text)
    except RobotRefused as refused:
        _note(robot_id, str(refused))
        raise
    _note(robot_id, "")


@atomic
def _note(robot_id: str, error: str) -> None:
    robot = db.session.get(NoticeRobot, robot_id)
    if robot is None:
        return
    robot.last_error = error[:200]
    if not error:
        robot.last_sent_at = clock.now()


def _text(robot: NoticeRobot, notice_ids: list[str]) -> str:
    store = stores.get_facts(robot.store_id)
    with force_locale(store.language):
        if not notice_ids:
            return str(gettext("%(shop)s: this group gets its alerts.", shop=store.name))
        query = select(Notice).where(Notice.store_id == store.id, Notice.id.in_(notice_ids))
        lines = [STOCK_TITLES[each.kind](each.params) for each in db.session.scalars(query)]
        return "\n".join([f"【{store.name}】", *lines])
