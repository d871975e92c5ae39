"""The set-up of a channel: what it still needs, and one fen that goes there and back."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.db import atomic, db
from app.ledger import queries as ledger
from app.notices.models import Notice
from app.payments.attempts import service as attempts
from app.payments.attempts.models import AttemptStatus
from app.payments.channels import probing, queries
from app.payments.channels import service as channels
from app.payments.checking import queries as checking
from app.payments.checking import service as checks
from app.payments.models import Channel, ChannelAccount
from app.payments.providers.base import WrongKeys
from app.payments.providers.wechat import WeChatPay
from app.payments.providers.wechat_keys import WeChatKeys
from app.payments.refunds import service as refunds
from app.staff.rights import Role
from app.upkeep.checks_channels import check_channels, examine_channel
from app.upkeep.findings import Level
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient
from tests.payments.test_checking import TOMORROW_NOON
from tests.payments.till import Till
from tests.simulators.http import Server
from tests.simulators.pairs import pair
from tests.simulators.wechat_pay import WeChatPaySimulator

StaffPage = Callable[[Role], PageClient]


def levels(store_id: str, channel: Channel) -> dict[str, Level]:
    return {each.key: each.level for each in examine_channel(store_id, channel)}


def test_one_fen_is_paid_and_goes_back_by_itself(till: Till, clock: FixedClock) -> None:
    trial = attempts.open_trial(till.channel, actor=till.shop.actor)
    assert (trial.status, trial.amount_fen) == (AttemptStatus.OPEN, 1)
    assert attempts.open_trial(till.channel, actor=till.shop.actor).id == trial.id
    if not till.is_wechat:
        till.sim.scan(trial.id)
    till.sim.pay(trial.id)
    assert till.hear(trial.id)
    refunds.carry_out_due()
    assert (till.captured(), till.given_back()) == (1, 1)
    assert till.attempt(trial.id).status is AttemptStatus.PAID
    # Nothing of it is a sale, nobody is told that a guest's money came too late.
    balances = ledger.balances(till.shop.id)
    assert not any(balances.values()), balances
    assert db.session.scalars(select(Notice)).all() == []
    # The channel's bill has it twice, there and back, and it agrees.
    clock.move(seconds=(TOMORROW_NOON - clock.now()).total_seconds())
    assert checks.check_due() > 0
    assert checking.list_open(till.shop.id) == []


def test_a_trial_that_nobody_pays_is_closed(till: Till, clock: FixedClock) -> None:
    trial = attempts.open_trial(till.channel, actor=till.shop.actor)
    clock.move(minutes=6)
    attempts.expire_unpaid()
    assert till.attempt(trial.id).status is AttemptStatus.CLOSED
    assert till.captured() == 0


def test_the_page_follows_the_fen(wechat_till: Till, staff_page: StaffPage) -> None:
    till, office = wechat_till, staff_page(Role.OWNER)
    begun = office.open("/backoffice/channels/wechat/trial", method="POST")
    page = office.get(begun.headers["Location"])
    assert "一分钱测试" in page.text and "<svg" in page.text
    number = begun.headers["Location"].rsplit("/", 1)[1]
    till.sim.pay(number)
    till.clock.move(seconds=3)
    now = office.get(f"/backoffice/channels/wechat/trial/{number}/now").text
    assert "主动查询到的" in now and "收款和退款都正常" in now and "hx-trigger" not in now
    assert till.given_back() == 1
    # Nobody reads our own English: the refund of a test says so in the reader's language.
    assert "渠道测试" in office.get("/backoffice/payments").text
    assert staff_page(Role.CASHIER).get(begun.headers["Location"]).status_code == 403


def test_a_trial_that_the_channel_refuses_says_why(
    wechat_till: Till, staff_page: StaffPage
) -> None:
    keys = wechat_till.sim.keys(appid="wx0000000000000000", mini_appid="")
    channels.save_keys(Channel.WECHAT, keys, actor=wechat_till.shop.actor)
    office = staff_page(Role.OWNER)
    begun = office.open("/backoffice/channels/wechat/trial", method="POST")
    text = office.get(begun.headers["Location"]).text
    assert "没有绑定" in text or "绑定" in text


def test_an_empty_set_up_names_each_piece_with_what_to_do(shop: Shop) -> None:
    for channel in (Channel.WECHAT, Channel.ALIPAY):
        found = examine_channel(shop.id, channel)
        assert [each.level for each in found] == [Level.BAD] * 4
        assert all(each.next_step for each in found)


def test_a_whole_set_up_is_well_and_each_fault_is_named(
    app: Flask, shop: Shop, wechat: WeChatPaySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = wechat.merchant
    keys = wechat.keys(certificate=own.certificate_pem, serial="")
    account = channels.save_keys(Channel.WECHAT, keys, actor=shop.actor)
    assert account.shown["serial"] == own.serial
    monkeypatch.setattr(probing.clock, "now", lambda: datetime.now(UTC))
    assert channels.test_connection(Channel.WECHAT, actor=shop.actor) == ""
    found = levels(shop.id, Channel.WECHAT)
    # It is a simulator, and has no public address: both are said.
    assert found.pop("channel_system") is Level.WARN
    assert found.pop("channel_messages") is Level.WARN
    assert set(found.values()) == {Level.OK}, found
    with pytest.raises(WrongKeys) as wrong:
        other = wechat.keys(certificate=pair("wechat-platform").certificate_pem, serial="")
        channels.save_keys(Channel.WECHAT, other, actor=shop.actor)
    assert (wrong.value.field, wrong.value.why) == ("certificate", "other_key")
    account = channels.save_keys(Channel.WECHAT, keys | {"serial": "ABCD"}, actor=shop.actor)
    assert account.shown["serial"] == own.serial, "the certificate knows its number"


def test_an_ending_certificate_a_wrong_clock_and_a_dead_address_are_named(
    shop: Shop, wechat: WeChatPaySimulator, clock: FixedClock
) -> None:
    keys = wechat.keys(certificate=wechat.merchant.certificate_pem)
    account = channels.save_keys(Channel.WECHAT, keys, actor=shop.actor)
    channels.switch(Channel.WECHAT, is_on=True, actor=shop.actor)
    end = wechat.merchant.certificate.not_valid_after_utc
    clock.move(seconds=(end - clock.now()).total_seconds() - 86400 * 10)
    assert levels(shop.id, Channel.WECHAT)["channel_dates"] is Level.WARN
    clock.move(days=11)
    assert levels(shop.id, Channel.WECHAT)["channel_dates"] is Level.BAD
    assert check_channels(shop.id).level is Level.WARN
    # The clock of the test stands a year from the simulator's.
    channels.test_connection(Channel.WECHAT, actor=shop.actor)
    assert levels(shop.id, Channel.WECHAT)["channel_clock"] is Level.BAD
    atomic(lambda: setattr(_account(shop), "measured", {"callback": "no_name"}))()
    found = {each.key: each for each in examine_channel(shop.id, Channel.WECHAT)}
    assert found["channel_messages"].level is Level.BAD and found["channel_messages"].next_step
    assert account.hook


def _account(shop: Shop) -> ChannelAccount:
    account = queries.find_account(shop.id, Channel.WECHAT)
    assert account is not None
    return account


def test_our_own_address_is_told_from_anybody_elses(
    app: Flask, shop: Shop, wechat: WeChatPaySimulator
) -> None:
    hook = channels.save_keys(Channel.WECHAT, wechat.keys(), actor=shop.actor).hook

    def ours(_method: str, path: str, _headers: Any, body: bytes) -> Any:
        answer = app.test_client().post(path, data=body)
        return answer.status_code, dict(answer.headers.items()), answer.data

    shop_door = Server(ours)
    other = Server(lambda *_asked: (200, {}, b"welcome"))
    try:
        path = f"/hooks/pay/wechat/{hook}"
        assert probing.reach(shop_door.start() + path) == probing.REACHED
        assert probing.reach(other.start() + path) == probing.OTHER_SERVER
    finally:
        shop_door.stop()
        other.stop()
    assert probing.reach("http://127.0.0.1:9/x") == probing.NO_CONNECTION
    assert probing.reach("http://nobody.invalid/x") == probing.NO_NAME


def test_platform_certificates_have_dates_too(app: Flask) -> None:
    simulator = WeChatPaySimulator(uses_certificates=True)
    try:
        made = WeChatPay(WeChatKeys.model_validate(simulator.keys()), simulator.base_url)
        assert made.certificates() == []
        made.query("kaifan-test-000000")
        assert [name for name, _end in made.certificates()] == ["platform"]
    finally:
        simulator.stop()
