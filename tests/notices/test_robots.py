"""Group robots: signatures, errors within an HTTP 200, quiet hours, digests."""

from collections.abc import Callable, Iterator
from datetime import time, timedelta

import pytest

from app.core import outbox
from app.core.clock import FixedClock
from app.core.db import db
from app.core.errors import Invalid
from app.core.outbox import OutboxMessage, OutboxState
from app.notices import service as notices
from app.notices.kinds import NoticeKind
from app.notices.robots import base, dingtalk, feishu, service
from app.notices.robots.models import NoticeRobot, RobotKind
from app.notices.robots.service import RobotInput
from tests.factories.shop import Shop
from tests.simulators.group_robots import KEY, SECRET, RobotServer

PATHS = {
    RobotKind.WECOM: f"/cgi-bin/webhook/send?key={KEY}",
    RobotKind.DINGTALK: "/robot/send?access_token=1",
    RobotKind.FEISHU: f"/open-apis/bot/v2/hook/{KEY}",
}
LOW = {"name": "鸡腿肉", "unit": "g", "safety": 5_000_000}


@pytest.fixture
def groups(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[RobotServer]:
    """The services on this machine, reached without encryption."""
    server = RobotServer(clock.now().timestamp())
    monkeypatch.setattr(service, "is_of_host", lambda address, _host: bool(address))
    yield server
    server.stop()


def add_robot(shop: Shop, groups: RobotServer, kind: RobotKind, **more: object) -> NoticeRobot:
    given = RobotInput(
        kind=kind,
        name=kind.value,
        address_secret=groups.base + PATHS[kind],
        **{"sign_secret": SECRET, **more},
    )
    return service.save_robot(given, actor=shop.person())


def tell_low(shop: Shop, subject: str = "1") -> None:
    notices.settle(
        shop.id, frozenset({NoticeKind.STOCK_LOW}), {(NoticeKind.STOCK_LOW, subject): LOW}
    )


def test_the_signatures_are_those_of_known_vectors() -> None:
    assert dingtalk.sign(1700000000000, "SECabc") == "jcUpW0QmtKduN03n4JqQ0PBosVjqnM8gU7fIIvsDmCM="
    assert feishu.sign(1700000000, "SECabc") == "XprR1de+0SSBnwWyU/4k6x2TL+Q2SJlM5NNEdAv7MWg="


@pytest.mark.parametrize("kind", list(RobotKind))
def test_each_service_takes_an_alert_once(
    shop: Shop, groups: RobotServer, drain: Callable[[], int], kind: RobotKind
) -> None:
    robot = add_robot(shop, groups, kind)
    tell_low(shop)
    tell_low(shop)
    drain()
    assert groups.told == [(kind.value, "【老街小馆】\n鸡腿肉低于安全库存（5 公斤）。")]
    db.session.refresh(robot)
    assert robot.last_sent_at is not None and not robot.last_error


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [
        (RobotKind.WECOM, {"errcode": 45009, "errmsg": "api freq out of limit"}),
        (RobotKind.DINGTALK, {"errcode": 130101, "errmsg": "send too fast"}),
        (RobotKind.FEISHU, {"code": 11232, "msg": "frequency limited"}),
    ],
)
def test_an_error_within_an_answer_of_200_is_retried_and_shown(
    shop: Shop, groups: RobotServer, drain: Callable[[], int], clock: FixedClock,
    kind: RobotKind, trouble: dict[str, object],
) -> None:  # fmt: skip
    robot = add_robot(shop, groups, kind)
    groups.trouble = [trouble]
    tell_low(shop)
    drain()
    db.session.refresh(robot)
    assert str(trouble.get("errcode", trouble.get("code"))) in robot.last_error
    assert not groups.told
    clock.move(seconds=5)
    drain()
    db.session.refresh(robot)
    assert len(groups.told) == 1 and not robot.last_error


@pytest.mark.parametrize("kind", [RobotKind.DINGTALK, RobotKind.FEISHU])
def test_a_wrong_secret_is_an_error(
    shop: Shop, groups: RobotServer, drain: Callable[[], int], kind: RobotKind
) -> None:
    robot = add_robot(shop, groups, kind, sign_secret="another")
    tell_low(shop)
    drain()
    db.session.refresh(robot)
    assert robot.last_error and not groups.told


@pytest.mark.parametrize("kind", RobotKind)
def test_control_an_answer_of_200_alone_would_lose_it(
    shop: Shop, groups: RobotServer, drain: Callable[[], int], monkeypatch: pytest.MonkeyPatch,
    kind: RobotKind,
) -> None:  # fmt: skip
    """Without a look into the body the message is taken for delivered, and never comes."""
    monkeypatch.setattr(f"app.notices.robots.{kind.value}.post_json", _blind)
    robot = add_robot(shop, groups, kind)
    groups.trouble = [{"errcode": 93000, "code": 9499, "msg": "Bad Request"}]
    tell_low(shop)
    drain()
    db.session.refresh(robot)
    assert robot.last_sent_at is not None and not robot.last_error and not groups.told


@pytest.mark.parametrize(
    ("said", "is_taken"),
    [
        ({"StatusCode": 0, "StatusMessage": "success"}, True),
        ({"StatusCode": 19024}, False),
        ({"msg": "success"}, False),
        ({"code": "0"}, False),
    ],
)
def test_feishu_says_yes_by_a_number_in_its_new_or_its_old_place(
    shop: Shop, groups: RobotServer, drain: Callable[[], int], said: dict[str, object],
    is_taken: bool,
) -> None:  # fmt: skip
    robot = add_robot(shop, groups, RobotKind.FEISHU)
    groups.trouble = [said]
    tell_low(shop)
    drain()
    db.session.refresh(robot)
    assert (robot.last_sent_at is not None) is is_taken
    assert bool(robot.last_error) is not is_taken


def test_at_night_it_waits_until_the_morning(
    shop: Shop, groups: RobotServer, drain: Callable[[], int], clock: FixedClock
) -> None:
    clock.move(hours=11)  # 22:30 in Shanghai
    add_robot(shop, groups, RobotKind.WECOM, quiet_from=time(22), quiet_until=time(8))
    tell_low(shop)
    drain()
    assert not groups.told
    clock.move(hours=9, minutes=31)
    drain()
    assert len(groups.told) == 1


def test_a_digest_says_the_day_in_one_message(
    shop: Shop, groups: RobotServer, drain: Callable[[], int], clock: FixedClock
) -> None:
    add_robot(shop, groups, RobotKind.WECOM, digest_at=time(21))
    notices.tell(shop.id, NoticeKind.STOCK_LOW, "1", LOW)
    price = {"name": "五花肉", "unit": "g", "percent": 30}
    notices.tell(shop.id, NoticeKind.STOCK_PRICE, "2", price)
    service.send_digests()
    drain()
    assert not groups.told
    clock.move(hours=9, minutes=31)
    service.send_digests()
    service.send_digests()
    drain()
    assert len(groups.told) == 1
    assert "鸡腿肉" in groups.told[0][1] and "五花肉" in groups.told[0][1]


def test_a_snoozed_group_hears_it_afterwards_and_only_what_it_wants(
    shop: Shop, groups: RobotServer, drain: Callable[[], int], clock: FixedClock
) -> None:
    robot = add_robot(shop, groups, RobotKind.WECOM, kinds=(NoticeKind.STOCK_LOW,))
    service.snooze_robot(robot.id, 8, actor=shop.person())
    tell_low(shop)
    price = {"name": "五花肉", "unit": "g", "percent": 30}
    notices.tell(shop.id, NoticeKind.STOCK_PRICE, "2", price)
    drain()
    assert not groups.told
    clock.move(hours=8)
    drain()
    assert len(groups.told) == 1 and "五花肉" not in groups.told[0][1]


def test_only_the_services_own_address_is_taken(shop: Shop) -> None:
    given = RobotInput(
        kind=RobotKind.WECOM, name="x", address_secret="http://169.254.169.254/latest"
    )
    with pytest.raises(Invalid):
        service.save_robot(given, actor=shop.person())


def test_a_text_is_cut_between_characters() -> None:
    text = base.cut("缺货" * 2000, 2048)
    assert len(text.encode()) <= 2048 and text.endswith("…")


def test_a_service_that_cannot_be_reached_is_retried(
    shop: Shop, groups: RobotServer, drain: Callable[[], int], clock: FixedClock
) -> None:
    add_robot(shop, groups, RobotKind.WECOM)
    groups.stop()
    tell_low(shop)
    drain()
    waiting = db.session.query(OutboxMessage).filter_by(kind=service.SEND).one()
    assert waiting.state is OutboxState.QUEUED and waiting.attempts == 1
    assert waiting.not_before > clock.now() - timedelta(seconds=1) and outbox.backlog()[0] == 1


def _blind(address: str, body: dict[str, object]) -> dict[str, object]:
    base.post_json(address, body)
    return {"errcode": 0, "code": 0}
