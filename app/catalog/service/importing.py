"""Importing a menu file: every row is checked, the good ones are taken, the others are named."""

from dataclasses import dataclass, field

from flask_babel import gettext
from pydantic import ValidationError
from sqlalchemy import select

from app.catalog import menu_file, rules
from app.catalog.inputs import CategoryInput, DishInput
from app.catalog.models import Category, Dish, RequiredPer
from app.catalog.service.editing import add_category
from app.catalog.service.history import recorded
from app.catalog.service.prices import prices_of, record_prices
from app.catalog.service.versions import touch_menu
from app.core import audit
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.money import parse_yuan
from app.core.sequences import next_value

# Which dishes come with the guests 必点, as people write it.
_REQUIRED = {
    RequiredPer.NOTHING: ("否", "不", "无", "no", "nothing", "0"),
    RequiredPer.TABLE: ("每桌", "桌", "按桌", "table", "per table"),
    RequiredPer.HEAD: ("每人", "每位", "人", "按人", "guest", "per guest", "head"),
}


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one field of one row; `row` counts as the file does, heading included."""

    row: int
    field: str
    message: str


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do."""

    created: int = 0
    updated: int = 0
    errors: list[RowError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    category: str
    category_en: str
    given: DishInput
    remaining: int | None


def import_menu(content: bytes, *, actor: Actor, dry_run: bool = False) -> ImportReport:
    """Add and update dishes from a CSV or XLSX file; with `dry_run` only report.

    A dish is known again by its code, else by its name. Raises Invalid when the file as a whole
    cannot be read; rows that are wrong are listed in the report and left out.
    """
    report = ImportReport()
    rows = _check(menu_file.read_rows(content), report)
    if dry_run:
        known = _known_dishes(actor.store_id)
        for row in rows:
            _count(report, _find(known, row) is not None)
    else:
        _store(rows, report, actor)
    return report


@atomic
def _store(rows: list[_Row], report: ImportReport, actor: Actor) -> None:
    with recorded("menu.imported", actor=actor, name=gettext("%(n)d rows", n=len(rows))):
        _write_rows(rows, report, actor)
    audit.log(
        "menu.imported",
        actor=actor,
        target=("menu", actor.store_id),
        created=report.created,
        updated=report.updated,
        refused=len(report.errors),
    )
    touch_menu(actor.store_id)


def _write_rows(rows: list[_Row], report: ImportReport, actor: Actor) -> None:
    known = _known_dishes(actor.store_id)
    categories = _categories(rows, actor)
    for row in rows:
        dish = _find(known, row)
        _count(report, dish is not None)
        if dish is None:
            dish = Dish(store_id=actor.store_id, code=row.given.code)
            dish.position = next_value(actor.store_id, "dish_position")
            if not dish.code:
                dish.code = f"{next_value(actor.store_id, 'dish_code'):03d}"
            db.session.add(dish)
            _apply(dish, row, categories[row.category])
        else:
            before = prices_of(dish)
            _apply(dish, row, categories[row.category])
            record_prices(dish, before, actor)
        known[dish.code] = dish
        known[f"name:{dish.name}"] = dish
    db.session.flush()


def _check(raw: list[tuple[int, dict[str, str]]], report: ImportReport) -> list[_Row]:
    rows: list[_Row] = []
    seen: dict[str, int] = {}
    for number, text in raw:
        errors: list[RowError] = []
        row = _parse(number, text, errors)
        key = text.get("code") or f"name:{text.get('name', '')}"
        if key in seen:
            message = gettext("The same dish stands in row %(n)d already.", n=seen[key])
            errors.append(RowError(number, "code" if text.get("code") else "name", message))
        seen.setdefault(key, number)
        report.errors.extend(errors)
        if row is not None and not errors:
            rows.append(row)
    return rows


def _parse(number: int, text: dict[str, str], errors: list[RowError]) -> _Row | None:
    values: dict[str, object] = {"category_id": "-"}
    for name in ("code", "name", "name_en", "description", "description_en"):
        values[name] = text.get(name, "")
    for name in ("price", "member_price"):
        if text.get(name) or name == "price":
            values[f"{name}_fen"] = _yuan(number, name, text.get(name, ""), errors)
    readers = {"cook_minutes": _whole, "spice_level": _whole, "required_per": _required}
    for name, read in readers.items():
        if text.get(name):
            values[name] = read(number, name, text[name], errors)
    remaining = None
    if text.get("remaining"):
        remaining = _whole(number, "remaining", text["remaining"], errors)
    category = (text.get("category") or gettext("Other dishes"))[:40].strip()
    category_en = text.get("category_en", "")[:40].strip()
    if errors:
        return None
    try:
        return _Row(number, category, category_en, DishInput.model_validate(values), remaining)
    except ValidationError as wrong:
        for problem in wrong.errors():
            name = str(problem["loc"][0]).removesuffix("_fen") if problem["loc"] else "row"
            errors.append(RowError(number, name, _plain(problem["type"])))
        return None


def _plain(problem: str) -> str:
    plain: dict[str, str] = {
        "string_too_short": gettext("This must not be empty."),
        "string_too_long": gettext("This is too long."),
        "greater_than_equal": gettext("This number is too small."),
        "less_than_equal": gettext("This number is too large."),
    }
    return plain.get(problem) or str(gettext("This value cannot be used."))


def _yuan(number: int, name: str, text: str, errors: list[RowError]) -> int | None:
    try:
        return parse_yuan(text)
    except ValueError:
        message = gettext("“%(text)s” is not a price. Write it like 38 or 38.50.", text=text[:40])
        errors.append(RowError(number, name, message))
        return None


def _whole(number: int, name: str, text: str, errors: list[RowError]) -> int | None:
    if text.isascii() and text.isdigit() and len(text) <= 6:
        return int(text)
    message = gettext("“%(text)s” is not a whole number.", text=text[:40])
    errors.append(RowError(number, name, message))
    return None


def _required(number: int, name: str, text: str, errors: list[RowError]) -> RequiredPer | None:
    for per, words in _REQUIRED.items():
        if text.lower() in words:
            return per
    message = gettext(
        "“%(text)s” is not one of 每桌 (table), 每人 (guest), 否 (no).", text=text[:40]
    )
    errors.append(RowError(number, name, message))
    return None


def _known_dishes(store_id: str) -> dict[str, Dish]:
    query = select(Dish).where(Dish.store_id == store_id, Dish.removed_at.is_(None))
    known: dict[str, Dish] = {}
    for dish in db.session.scalars(query):
        known[dish.code] = dish
        known[f"name:{dish.name}"] = dish
    return known


def _find(known: dict[str, Dish], row: _Row) -> Dish | None:
    return known.get(row.given.code or f"name:{row.given.name}")


def _count(report: ImportReport, is_known: bool) -> None:
    if is_known:
        report.updated += 1
    else:
        report.created += 1


def _categories(rows: list[_Row], actor: Actor) -> dict[str, str]:
    query = select(Category).where(Category.store_id == actor.store_id)
    known = {category.name: category for category in db.session.scalars(query)}
    for row in rows:
        if row.category not in known:
            given = CategoryInput(name=row.category, name_en=row.category_en)
            known[row.category] = add_category(given, actor=actor)
        elif row.category_en:
            known[row.category].name_en = row.category_en
    return {name: category.id for name, category in known.items()}


def _apply(dish: Dish, row: _Row, category_id: str) -> None:
    given = row.given
    # A column that the file lacks must not wipe out what the dish already says.
    for name in given.model_fields_set - {"category_id", "code"}:
        value = getattr(given, name)
        if value != "":
            setattr(dish, name, value)
    dish.category_id = category_id
    dish.pinyin, dish.initials = rules.pinyin_of(given.name)
    if row.remaining is not None:
        dish.remaining = row.remaining
