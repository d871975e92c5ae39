"""The simulated channels, and a shop that has accounts with them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app.core.clock import FixedClock
from app.payments.channels import queries as channels
from tests.factories.shop import Shop
from tests.payments.till import Till
from tests.simulators.alipay import AlipaySimulator
from tests.simulators.wechat_pay import WeChatPaySimulator


@pytest.fixture
def wechat(app: Flask) -> Iterator[WeChatPaySimulator]:
    """WeChat Pay in public-key mode; the app reaches it instead of the real one."""
    simulator = WeChatPaySimulator()
    app.config["KAIFAN"] = replace(app.config["KAIFAN"], wechat_pay_url=simulator.base_url)
    channels._made.clear()
    yield simulator
    simulator.stop()


@pytest.fixture
def alipay(app: Flask) -> Iterator[AlipaySimulator]:
    """Alipay; the app reaches it instead of the real one."""
    simulator = AlipaySimulator()
    app.config["KAIFAN"] = replace(app.config["KAIFAN"], alipay_url=simulator.gateway)
    channels._made.clear()
    yield simulator
    simulator.stop()


@pytest.fixture(params=["wechat", "alipay"])
def till(shop: Shop, clock: FixedClock, request: pytest.FixtureRequest) -> Till:
    return Till(shop, request.getfixturevalue(request.param), clock)


@pytest.fixture
def wechat_till(shop: Shop, clock: FixedClock, wechat: WeChatPaySimulator) -> Till:
    return Till(shop, wechat, clock)
