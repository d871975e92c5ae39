"""Taking what a shop says of itself, its floor and its people."""

from datetime import time
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import lazy_gettext
from pydantic import AfterValidator, BaseModel, StringConstraints

from app.core.errors import Invalid
from app.core.ids import new_code
from app.settings import service as settings
from app.settings.groups import list_groups
from app.staff import service as staff
from app.staff.rights import Right, Role
from app.stores import service as stores
from app.tables import queries as tables
from app.tables import service as floor
from app.tables.inputs import KeptPlace
from app.takeout.archive import Row
from app.takeout.work import Import, given

_PASSWORD_LENGTH = 12


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(name)
    return ZoneInfo(name).key


class _StoreRow(BaseModel):
    """What the file says of the shop."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    name_en: Annotated[str, StringConstraints(max_length=80)] = ""
    address: Annotated[str, StringConstraints(max_length=160)] = ""
    phone: Annotated[str, StringConstraints(max_length=40)] = ""
    notice: Annotated[str, StringConstraints(max_length=200)] = ""
    notice_en: Annotated[str, StringConstraints(max_length=200)] = ""
    language: Annotated[str, StringConstraints(pattern="^(zh|en)$")] = "zh"
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] = "CNY"
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Shanghai"
    day_starts_at: time = time(4)


class _TableRow(BaseModel):
    """A table of the file."""

    name: str
    seats: int = 4
    is_pickup: bool = False
    area_id: str | None = None


class _AreaRow(BaseModel):
    """An area of the file."""

    name: str
    name_en: Annotated[str, StringConstraints(max_length=40)] = ""


class _PersonRow(BaseModel):
    """A person of the file, without anything by which one comes in."""

    username: str
    name: str
    role: Role
    is_active: bool = True


def take_settings(work: Import) -> None:
    """The shop's own words, and every group of settings that this version knows."""
    work.each("settings", work.rows("settings", named="store")[:1],
              lambda row: _take_store(work, row))  # fmt: skip
    local = {group.KEY for group in list_groups() if group.IS_LOCAL}
    groups = [(n, row) for n, row in work.rows("settings") if row.get("key") not in local]
    work.each("settings", groups, lambda row: _take_group(work, row))


def take_floor(work: Import) -> None:
    """Areas and tables; their codes are new, so that cards have to be printed again."""
    work.each("areas", work.rows("areas"), lambda row: _take_area(work, row))
    work.each("tables", work.rows("tables"), lambda row: _take_table(work, row))


def take_staff(work: Import) -> None:
    """People with their roles and rights; each gets a password for the first time."""
    exceptions: dict[str, dict[Right, bool]] = {}
    known = {right.value for right in Right}
    for _number, row in work.rows("staff_rights"):
        if row.get("right") in known and isinstance(row.get("is_granted"), bool):
            mine = exceptions.setdefault(str(row.get("staff_id")), {})
            mine[Right(row["right"])] = row["is_granted"]
    work.each("staff", work.rows("staff"),
              lambda row: _take_person(work, row, exceptions.get(row["id"], {})))  # fmt: skip


def _take_store(work: Import, row: Row) -> None:
    facts = given(_StoreRow, row)
    work.report.shop_name = facts.name
    stores.change_store(actor=work.actor, **facts.model_dump())


def _take_group(work: Import, row: Row) -> None:
    group = {each.KEY: each for each in list_groups()}.get(row["key"])
    if group is None:
        raise Invalid({"key": lazy_gettext("This version does not know this group of settings.")})
    settings.save(group.model_validate(row["value"]), actor=work.actor)


def _take_area(work: Import, row: Row) -> None:
    area = given(_AreaRow, row)
    known = {each.name: each.id for each in tables.list_areas(work.actor.store_id)}
    if area.name in known:
        work.ids[row["id"]] = known[area.name]
    else:
        added = floor.add_area(area.name, name_en=area.name_en, actor=work.actor)
        work.ids[row["id"]] = added.id


def _take_table(work: Import, row: Row) -> None:
    table, actor = given(_TableRow, row), work.actor
    if not table.is_pickup:
        area_id = work.ids[table.area_id] if table.area_id else None
        added = floor.add_table(table.name, area_id=area_id, seats=table.seats, actor=actor)
        if row.get("plan_x") is not None:
            floor.restore_place(added.id, KeptPlace.model_validate(row), actor=actor)
    elif tables.find_pickup_point(actor.store_id) is None:
        floor.add_pickup_point(table.name, actor=actor)


def _take_person(work: Import, row: Row, exceptions: dict[Right, bool]) -> None:
    person, actor = given(_PersonRow, row), work.actor
    password = new_code(_PASSWORD_LENGTH)
    member = staff.add_member(
        actor.store_id,
        username=person.username,
        name=person.name,
        role=person.role,
        password=password,
        actor=actor,
    )
    if exceptions:
        staff.change_member(
            member.id, name=person.name, role=person.role, exceptions=exceptions, actor=actor
        )
    if not person.is_active:
        staff.set_active(member.id, is_active=False, actor=actor)
    elif not work.is_preview:
        work.report.passwords.append((member.name, member.username, password))
