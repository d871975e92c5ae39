"""A printed code is only a locator; a session lives from opening to clearing."""

from datetime import timedelta

import pytest
from flask import Flask

from app.core.clock import FixedClock
from app.core.errors import Conflict, Invalid, NotFound
from app.tables import codes, queries, service
from app.tables.errors import CodeRotated, CodeUnknown, NameTaken, SessionOver, TableInUse
from app.tables.models import SessionStatus
from app.tables.service.sessions import OPEN_FOR, WAITING_FOR
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import presence_at, sit_down


def test_a_code_leads_to_its_table(shop: Shop) -> None:
    for table in shop.tables:
        scan = service.scan(codes.code_of(table))
        assert scan.table.id == table.id
        # People type them too, with capital letters and blanks around.
        assert service.scan(f" {codes.code_of(table).upper()} ").session.id == scan.session.id


@pytest.mark.parametrize("place", [0, 3, 9, -1])
def test_a_code_with_one_character_changed_is_unknown(shop: Shop, place: int) -> None:
    code = codes.code_of(shop.tables[0])
    other = "2" if code[place] != "2" else "3"
    forged = code[:place] + other + (code[place + 1 :] if place != -1 else "")
    with pytest.raises(CodeUnknown):
        service.scan(forged)


@pytest.mark.parametrize("code", ["", "x", "-", "a" * 80, "abcd-1-", "桌-1-aaaaaaaaaaaa", "../etc"])
def test_what_is_no_code_is_unknown(shop: Shop, code: str) -> None:
    with pytest.raises(CodeUnknown):
        service.scan(code)


def test_a_rotated_code_is_worthless_at_once(shop: Shop) -> None:
    old = codes.code_of(shop.tables[0])
    table = service.rotate_code(shop.tables[0].id, actor=shop.actor)
    with pytest.raises(CodeRotated) as refused:
        service.scan(old)
    assert (refused.value.status, refused.value.code) == (410, "code_rotated")
    assert service.scan(codes.code_of(table)).table.id == table.id


def test_all_codes_can_be_rotated(shop: Shop) -> None:
    old = [codes.code_of(table) for table in shop.tables]
    assert service.rotate_codes(actor=shop.actor) == len(old)
    for code in old:
        with pytest.raises(CodeRotated):
            service.scan(code)


def test_a_code_of_another_house_is_unknown(app: Flask, shop: Shop) -> None:
    code = codes.code_of(shop.tables[0])
    app.config["SECRET_KEY"] = "another house"
    with pytest.raises(CodeUnknown):
        service.scan(code)


def test_a_code_of_another_store_stays_in_that_store(shop: Shop) -> None:
    other = make_shop("新店", prefix="b-")
    presence = presence_at(other.tables[0], other.actor)
    assert presence.store_id == other.id
    with pytest.raises(NotFound):
        queries.get_session(shop.id, presence.session_id)
    with pytest.raises(NotFound):
        service.clear_table(other.tables[0].id, actor=shop.actor)


def test_a_forged_token_opens_nothing(shop: Shop) -> None:
    token = sit_down(shop.tables[0], shop.actor)
    session_id, device, signature = token.split(".")
    other = sit_down(shop.tables[1], shop.actor).split(".")[0]
    forgeries = [
        f"{other}.{device}.{signature}",
        f"{session_id}.{device[::-1]}.{signature}",
        f"{session_id}.{device}.{'a' * len(signature)}",
        f"{session_id}.{device}.",
        "",
        token + "a",
    ]
    for forged in forgeries:
        with pytest.raises(SessionOver):
            queries.get_presence(forged)


def test_a_table_has_one_live_session_that_all_its_phones_share(shop: Shop) -> None:
    first = presence_at(shop.tables[0])
    second = presence_at(shop.tables[0])
    assert first.session_id == second.session_id
    assert first.device_id != second.device_id


def test_a_scanned_table_waits_until_staff_open_it(shop: Shop) -> None:
    table = shop.tables[0]
    token = sit_down(table)
    assert queries.get_presence(token).status is SessionStatus.WAITING
    service.open_table(table.id, actor=shop.actor, covers=3)
    assert queries.get_presence(token).status is SessionStatus.OPEN
    assert service.open_table(table.id, actor=shop.actor).covers == 3


def test_clearing_ends_it_for_every_phone_and_the_next_party_is_new(shop: Shop) -> None:
    table = shop.tables[0]
    phones = [sit_down(table, shop.actor), sit_down(table)]
    service.clear_table(table.id, actor=shop.actor)
    for token in phones:
        with pytest.raises(SessionOver):
            queries.get_presence(token)
    assert presence_at(table).session_id != phones[0].split(".")[0]


def test_control_without_forgetting_a_cleared_session_would_live_on(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = sit_down(shop.tables[0], shop.actor)
    queries.get_presence(token)
    monkeypatch.setattr(queries, "forget_presence", lambda _id: None)
    service.clear_table(shop.tables[0].id, actor=shop.actor)
    assert queries.get_presence(token)


def test_clearing_a_free_table_is_harmless(shop: Shop) -> None:
    assert service.clear_table(shop.tables[0].id, actor=shop.actor).id == shop.tables[0].id


@pytest.mark.parametrize(("opened", "lasts"), [(False, WAITING_FOR), (True, OPEN_FOR)])
def test_a_session_ends_by_itself(
    shop: Shop, clock: FixedClock, opened: bool, lasts: timedelta
) -> None:
    token = sit_down(shop.tables[0], shop.actor if opened else None)
    clock.move(seconds=lasts.total_seconds() - 1)
    assert queries.get_presence(token)
    assert service.expire_sessions() == 0
    clock.move(seconds=1)
    with pytest.raises(SessionOver):
        queries.get_presence(token)
    assert service.expire_sessions() == 1
    assert queries.find_session_at(shop.tables[0].id) is None


def test_a_photo_of_yesterdays_code_starts_only_a_session_that_waits(
    shop: Shop, clock: FixedClock
) -> None:
    code = codes.code_of(shop.tables[0])
    service.open_table(shop.tables[0].id, actor=shop.actor)
    service.clear_table(shop.tables[0].id, actor=shop.actor)
    clock.move(days=1)
    assert service.scan(code).session.status is SessionStatus.WAITING


def test_an_overdue_session_gives_way_to_the_next_party(shop: Shop, clock: FixedClock) -> None:
    old = presence_at(shop.tables[0])
    clock.move(hours=1)
    new = presence_at(shop.tables[0])
    assert new.session_id != old.session_id


def test_each_phone_at_the_pick_up_point_has_a_session_of_its_own(shop: Shop) -> None:
    point = service.add_pickup_point("自取", actor=shop.actor)
    phones = {presence_at(point).session_id for _ in range(3)}
    assert len(phones) == 3


def test_tables_and_areas_have_names_of_their_own(shop: Shop) -> None:
    with pytest.raises(NameTaken):
        service.add_table("A01", actor=shop.actor)
    with pytest.raises(NameTaken):
        service.add_area(" 大厅 ", actor=shop.actor)
    for name in ("", " ", "很长很长很长很长很长很长很"):
        with pytest.raises(Invalid):
            service.add_table(name, actor=shop.actor)
    with pytest.raises(Invalid):
        service.add_table("A99", actor=shop.actor, seats=0)


def test_a_table_in_use_cannot_be_removed(shop: Shop) -> None:
    table = shop.tables[0]
    service.open_table(table.id, actor=shop.actor)
    with pytest.raises(TableInUse):
        service.remove_table(table.id, actor=shop.actor)
    service.clear_table(table.id, actor=shop.actor)
    code = codes.code_of(table)
    service.remove_table(table.id, actor=shop.actor)
    with pytest.raises(CodeUnknown):
        service.scan(code)
    assert service.add_table("A01", actor=shop.actor).id != table.id


def test_an_area_with_tables_cannot_be_removed(shop: Shop) -> None:
    with pytest.raises(Conflict):
        service.remove_area(shop.areas[0].id, actor=shop.actor)
