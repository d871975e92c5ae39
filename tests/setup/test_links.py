"""The one-time link, the device that used it, and that only it opens the shop or the demo."""

import pytest
from flask import Flask

from app.config import Config
from app.core import system, trial
from app.core.clock import FixedClock
from app.core.errors import Invalid
from app.setup import queries, service
from app.setup.errors import LinkExpired, LinkUsed, LinkWrong, NotInvited, ShopExists
from app.setup.settings import Step
from app.stores import queries as stores
from app.tables import queries as tables
from tests.factories.shop import Shop

ACCOUNT = {"username": "wangfang", "password": "plum-teapot-rain"}


def test_a_link_is_used_once_and_kept_as_a_hash(app: Flask) -> None:
    token = service.issue_link("http://192.168.1.20:8000")
    device = service.redeem_link(token)
    assert queries.is_set_up_device(device)
    assert queries.find_address() == "http://192.168.1.20:8000"
    for key in (queries.LINK_KEY, queries.DEVICE_KEY):
        kept = system.find_value(key) or ""
        assert token not in kept and device not in kept
    with pytest.raises(LinkUsed):
        service.redeem_link(token)


def test_a_link_ends_after_half_an_hour(app: Flask, clock: FixedClock) -> None:
    token = service.issue_link()
    clock.move(minutes=29, seconds=59)
    queries.check_link(token)
    clock.move(seconds=1)
    with pytest.raises(LinkExpired):
        service.redeem_link(token)


def test_a_newer_link_takes_the_place_of_an_older_one(app: Flask) -> None:
    old = service.issue_link()
    new = service.issue_link()
    with pytest.raises(LinkWrong):
        service.redeem_link(old)
    first = service.redeem_link(new)
    second = service.redeem_link(service.issue_link())
    assert not queries.is_set_up_device(first)
    assert queries.is_set_up_device(second)


@pytest.mark.parametrize("guess", ["", "0000000000000000", "x" * 300])
def test_a_guess_opens_nothing(app: Flask, guess: str) -> None:
    with pytest.raises(LinkWrong):
        service.redeem_link(guess)
    service.redeem_link(service.issue_link())
    assert not queries.is_set_up_device(guess)


def test_the_device_of_a_day_ago_counts_no_more(app: Flask, clock: FixedClock) -> None:
    device = service.redeem_link(service.issue_link())
    clock.move(hours=24)
    assert not queries.is_set_up_device(device)


def test_with_a_shop_nothing_of_this_works(shop: Shop) -> None:
    with pytest.raises(ShopExists):
        service.issue_link()
    with pytest.raises(ShopExists):
        service.redeem_link("0000000000000000")
    with pytest.raises(ShopExists):
        service.show_demo("x")
    with pytest.raises(ShopExists):
        service.open_shop("第二家", **ACCOUNT)


def test_opening_makes_the_shop_and_ends_link_device_and_demo(app: Flask, config: Config) -> None:
    device = service.redeem_link(service.issue_link())
    service.show_demo(device)
    owner = service.open_shop(" 湘味小馆 ", name="王芳", language="en", **ACCOUNT)
    store = stores.get_store(owner.store_id)
    assert (store.name, store.language, owner.name) == ("湘味小馆", "en", "王芳")
    pickup = tables.find_pickup_point(store.id)
    assert pickup is not None and pickup.name == "Pick-up"
    assert not queries.is_set_up_device(device)
    assert system.find_value(queries.LINK_KEY) is None
    assert trial.find(config.data_dir) is None


def test_a_poor_password_opens_no_shop(app: Flask) -> None:
    with pytest.raises(Invalid):
        service.open_shop("湘味小馆", username="wangfang", password="12345678")
    assert queries.is_empty()


def test_only_the_invited_device_shows_and_ends_the_demo(app: Flask, config: Config) -> None:
    with pytest.raises(NotInvited):
        service.show_demo("somebody")
    assert trial.find(config.data_dir) is None
    device = service.redeem_link(service.issue_link())
    service.show_demo(device)
    assert trial.find(config.data_dir) == queries.hash_of(device)
    app.config["KAIFAN"] = config.of_demo()
    with pytest.raises(NotInvited):
        service.end_demo("somebody")
    assert trial.find(config.data_dir) is not None
    service.end_demo(device)
    assert trial.find(config.data_dir) is None


def test_the_demo_shares_nothing_with_the_shop(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://server/shop")
    beside = config.of_demo()
    assert beside.data_dir == config.data_dir / "demo"
    assert beside.database_url == f"sqlite:///{config.data_dir}/demo/kaifan.db"
    assert beside.secret_key != config.secret_key
    assert beside.redis_url is None
    assert beside.shown_instead_of == config.data_dir


def test_steps_are_resumed_where_they_were_left(shop: Shop) -> None:
    actor = shop.person()
    service.note_done(Step.SHOP, actor=actor)
    assert queries.progress(shop.id).done == ()
    service.begin_steps(actor=actor)
    service.note_done(Step.SHOP, actor=actor)
    service.note_skipped(Step.DINING, actor=actor)
    assert queries.progress(shop.id).next_step is Step.TABLES
    service.note_skipped(Step.SHOP, actor=actor)
    service.note_done(Step.DINING, actor=actor)
    known = queries.progress(shop.id)
    assert (known.done, known.skipped) == ((Step.SHOP, Step.DINING), ())
    service.end_steps(actor=actor)
    assert not queries.progress(shop.id).is_running
