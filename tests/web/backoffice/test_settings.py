"""The owner's choices: found, changed, said in words, given their default again."""

import pytest
from flask import Flask

from app.core import audit
from app.kitchen.settings import KitchenSettings
from app.ordering.settings import CounterSettings, OrderingSettings, PayMode
from app.settings import queries
from app.settings.groups import list_groups
from app.settings.shown import Kind, settings_of
from app.stores import queries as stores
from app.stores.words import SHOP_SHOWN, ShopWords
from app.tables.settings import TablesSettings
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient

PATH = "/backoffice/settings"


def save(owner: PageClient, group: str, **values: str) -> int:
    """The status of saving these fields of a group."""
    data = {**values, "fields": list(values)}
    return owner.post(f"{PATH}/{group}", data=data).status_code


def test_choices_are_kept_and_in_force_at_once(owner: PageClient, shop: Shop) -> None:
    assert save(owner, "shop", name=" 新街小馆 ", day_starts_at="05:30", language="en") == 302
    assert save(owner, "ordering", is_paused="1", pause_message="爆单了") == 302
    assert save(owner, "ordering", max_total_per_session="88.50") == 302
    assert save(owner, "ordering", pickup_pay_mode="before") == 302
    assert queries.get(shop.id, OrderingSettings).pickup_pay_mode is PayMode.BEFORE
    assert save(owner, "ordering", pickup_pay_mode="") == 302
    assert queries.get(shop.id, OrderingSettings).pickup_pay_mode is None
    assert save(owner, "kitchen", warn_minutes="8", late_minutes="16") == 302
    assert save(owner, "counter", line_notes="少盐， 免葱、少盐") == 302
    assert queries.get(shop.id, CounterSettings).line_notes == ("少盐", "免葱")
    assert save(owner, "tables", public_url="http://10.0.0.5:8000/") == 302
    facts = stores.get_facts(shop.id)
    assert (facts.name, f"{facts.day_starts_at:%H:%M}", facts.language) == (
        "新街小馆", "05:30", "en",
    )  # fmt: skip
    ordering = queries.get(shop.id, OrderingSettings)
    assert (ordering.is_paused, ordering.pause_message) == (True, "爆单了")
    assert ordering.max_total_per_session_fen == 8850
    assert queries.get(shop.id, KitchenSettings).late_minutes == 16
    assert queries.get(shop.id, TablesSettings).public_url == "http://10.0.0.5:8000"
    assert "http://10.0.0.5:8000" in owner.get("/backoffice/tables/cards").text


@pytest.mark.parametrize(
    ("group", "name", "value"),
    [
        ("shop", "name", " "),
        ("shop", "name", "长" * 61),
        ("shop", "day_starts_at", "25:00"),
        ("shop", "language", "fr"),
        ("kitchen", "warn_minutes", "0"),
        ("kitchen", "warn_minutes", "x"),
        ("kitchen", "late_minutes", "10"),
        ("kitchen", "alarm_after_s", "3"),
        ("ordering", "opens_tables", "nobody"),
        ("ordering", "cart_minutes", "4"),
        ("ordering", "cart_warn_minutes", "60"),
        ("ordering", "max_total_per_session", "viel"),
        ("ordering", "max_orders_per_session", "0"),
        ("ordering", "pause_message", "长" * 101),
        ("tables", "public_url", "javascript:alert(1)"),
        ("pickup", "skipped_digits", "0"),
        ("pace", "cooks", "0"),
        ("tables", "public_url", "http://"),
        ("counter", "void_reasons", "长" * 21),
        ("counter", "line_notes", "，".join(map(str, range(25)))),
        ("tables", "public_url", "http://a:b@c"),
        ("tables", "public_url", "http://a/b"),
        ("tables", "public_url", "http://a:99999"),
    ],
)
def test_a_wrong_choice_is_said_beside_it_and_nothing_kept(
    owner: PageClient, shop: Shop, group: str, name: str, value: str
) -> None:
    before = [queries.get(shop.id, each) for each in list_groups()]
    answer = owner.post(f"{PATH}/{group}", data={name: value, "fields": [name]})
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.text
    assert [queries.get(shop.id, each) for each in list_groups()] == before
    assert stores.get_facts(shop.id).name == "老街小馆"


def test_what_is_fixed_or_unknown_is_not_taken(owner: PageClient, shop: Shop) -> None:
    save(owner, "ordering", area_pay_modes="before")
    assert queries.get(shop.id, OrderingSettings).area_pay_modes == {}
    assert save(owner, "first_run", is_running="1") == 404
    assert save(owner, "nonsense", x="1") == 404
    for path in ("kitchen/x", "shop/name", "ordering/area_pay_modes", "first_run/done"):
        assert owner.post(f"{PATH}/{path}/reset").status_code == 404


def test_every_setting_says_what_it_does_and_its_default(owner: PageClient, shop: Shop) -> None:
    page = owner.get(PATH).text
    listed = settings_of(ShopWords, SHOP_SHOWN)
    for group in list_groups():
        if group.TITLE:
            explained = set(group.SHOWN) | group.ELSEWHERE
            assert set(group.model_fields) == explained, "a setting that nobody explains"
            listed += settings_of(group, group.SHOWN)
    names = [setting.form_name for setting in listed]
    assert len(set(names)) == len(names), "labels find their fields by these names"
    for name in names:
        assert f'id="setting-{name}"' in page
    assert page.count("默认：") == len([s for s in listed if not s.shown.is_needed])
    assert "默认：10 分钟" in page and "默认：20000 元" in page and "默认：关" in page


def test_a_change_says_since_when_and_can_be_taken_back(owner: PageClient, shop: Shop) -> None:
    save(owner, "kitchen", warn_minutes="8")
    page = owner.get(PATH).text
    row = page[page.index('id="setting-warn_minutes"') : page.index('id="setting-late_minutes"')]
    assert "起生效" in row and "恢复默认" in row
    assert owner.post(f"{PATH}/kitchen/warn_minutes/reset").status_code == 302
    assert queries.get(shop.id, KitchenSettings).warn_minutes == 10
    row = owner.get(PATH).text.split('id="setting-warn_minutes"')[1].split("setting-late")[0]
    assert "恢复默认" not in row


def test_a_default_that_would_clash_is_not_taken(owner: PageClient, shop: Shop) -> None:
    save(owner, "kitchen", warn_minutes="30", late_minutes="40")
    answer = owner.post(f"{PATH}/kitchen/late_minutes/reset", follow_redirects=True)
    assert "红" in answer.text
    assert queries.get(shop.id, KitchenSettings).late_minutes == 40


def test_the_audit_says_before_and_after_in_words(owner: PageClient, shop: Shop) -> None:
    save(owner, "kitchen", warn_minutes="8")
    save(owner, "ordering", is_paused="1")
    save(owner, "shop", phone="021-1234")
    log = owner.get("/backoffice/audit").text
    for words in ("变黄时间: 10 分钟 → 8 分钟", "暂停点餐: 关 → 开", "电话: 空 → 021-1234"):
        assert words in log


def test_saving_what_is_so_already_is_no_change(owner: PageClient, shop: Shop) -> None:
    save(owner, "kitchen", warn_minutes="10")
    assert audit.list_entries(shop.id, [("settings", "kitchen")]) == []


def test_settings_are_searched_in_both_languages(owner: PageClient, shop: Shop) -> None:
    found = owner.get(PATH, query_string={"q": "变黄"}).text
    assert "setting-warn_minutes" in found and "setting-is_paused" not in found
    owner.set_cookie("kf_lang", "en")
    found = owner.get(PATH, query_string={"q": "amber KITCHEN"}).text
    assert "setting-warn_minutes" in found and "setting-is_paused" not in found
    assert "No setting is called" in owner.get(PATH, query_string={"q": "<xyz>"}).text


def test_a_search_saves_only_what_it_shows(owner: PageClient, shop: Shop) -> None:
    save(owner, "ordering", is_paused="1")
    save(owner, "ordering", pause_message="等一会儿")
    assert queries.get(shop.id, OrderingSettings).is_paused is True


def test_kinds_follow_the_types(app: Flask) -> None:
    kinds = {s.name: s.kind for g in list_groups() for s in settings_of(g, g.SHOWN)}
    assert kinds["is_paused"] is Kind.SWITCH and kinds["opens_tables"] is Kind.CHOICE
    assert kinds["max_total_per_session_fen"] is Kind.MONEY
    assert kinds["void_reasons"] is Kind.LIST
    assert kinds["warn_minutes"] is Kind.NUMBER


def test_the_staff_are_listed_with_their_roles(owner: PageClient, shop: Shop) -> None:
    page = owner.get("/backoffice/staff").text
    for words in ("店主", "店长", "收银", "服务员", "后厨", "骑手"):
        assert words in page


def test_english_is_spoken_on_request(owner: PageClient, shop: Shop) -> None:
    owner.set_cookie("kf_lang", "en")
    page = owner.get(PATH).text
    assert "Pause ordering" in page and "暂停点餐" not in page
