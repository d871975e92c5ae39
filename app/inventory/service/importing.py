"""Ingredients from a file: every row is checked, the good ones are taken, the others are named."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask_babel import gettext, lazy_gettext
from pydantic import ValidationError

from app.core.actors import Actor
from app.core.db import atomic
from app.core.errors import Invalid
from app.core.money import parse_yuan
from app.core.tabular_reading import MAX_ROWS, read_table
from app.inventory import queries
from app.inventory.inputs import IngredientInput, SupplierInput, UnitInput
from app.inventory.models import BaseUnit, Ingredient, Policy
from app.inventory.rules import MILLI, parse_quantity, plain_number
from app.inventory.service.editing import add_ingredient, add_supplier, change_ingredient

# The headings that people use for each column; the first is the one that is written.
HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("名称", "原料", "食材", "name", "ingredient"),
    "name_en": ("英文名", "name_en"),
    "category": ("分类", "类别", "category"),
    "category_en": ("分类英文名", "category_en"),
    "unit": ("基本单位", "单位", "unit"),
    "policy": ("用完时", "policy"),
    "safety": ("安全库存", "safety"),
    "target": ("目标库存", "target"),
    "shelf_life_days": ("保质期(天)", "保质期", "shelf_life_days"),
    "supplier": ("供应商", "supplier"),
    "supplier_en": ("供应商英文名", "supplier_en"),
    "barcode": ("条码", "barcode"),
    "purchase_unit": ("采购单位", "purchase_unit"),
    "purchase_unit_en": ("采购单位英文名", "purchase_unit_en"),
    "unit_size": ("每采购单位含", "unit_size"),
    "on_hand": ("现有数量", "on_hand"),
    "value": ("现有金额(元)", "现有金额", "value"),
}
# What an ingredient has of its own; suppliers and units are found by their names.
_PLAIN = (
    *("name_en", "category", "category_en", "policy", "barcode"),
    *("safety", "target", "shelf_life_days"),
)
_UNITS = {"克": "g", "g": "g", "毫升": "ml", "ml": "ml", "个": "piece", "piece": "piece"}
_POLICIES = {"": "block", "停售": "block", "提醒": "warn", "不限": "allow"}
_POLICIES |= {policy.value: policy.value for policy in Policy}


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one field of one row; `row` counts as the file does."""

    row: int
    field: str
    message: str


@dataclass(slots=True)
class IngredientReport:
    """What an import did, or would do."""

    created: int = 0
    updated: int = 0
    errors: list[RowError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    given: IngredientInput
    supplier: SupplierInput | None
    columns: frozenset[str]
    on_hand: int
    value_fen: int


@atomic
def import_ingredients(content: bytes, *, actor: Actor, dry_run: bool = False) -> IngredientReport:
    """Add and change ingredients by name; what is there is only taken for new ones.

    What has no column in the file stays as it is.
    Raises Invalid when the file as a whole cannot be read.
    """
    report = IngredientReport()
    known = {each.name: each for each in queries.list_ingredients(actor.store_id)}
    suppliers = {each.name: each.id for each in queries.list_suppliers(actor.store_id)}
    for row in _rows(content, report):
        former = known.get(row.given.name)
        report.created += former is None
        report.updated += former is not None
        if dry_run:
            continue
        named = row.supplier
        if named is not None and named.name not in suppliers:
            suppliers[named.name] = add_supplier(named, actor=actor).id
        supplier_id = suppliers[named.name] if named is not None else None
        given = row.given.model_copy(update={"supplier_id": supplier_id})
        if former is not None:
            change_ingredient(former.id, _changed(former, given, row.columns), actor=actor)
        else:
            added_row = add_ingredient(
                given, actor=actor, on_hand=row.on_hand, value_fen=row.value_fen
            )
            known[given.name] = added_row
    return report


def export_cells(ingredient: Ingredient, on_hand: int, value: int) -> tuple[str, ...]:
    """The cells of an ingredient in the order of `HEADINGS`, as an import reads them again."""
    usual = next((unit for unit in ingredient.units if unit.is_usual), None)
    days = ingredient.shelf_life_days
    return (
        ingredient.name,
        ingredient.name_en,
        ingredient.category,
        ingredient.category_en,
        ingredient.unit.value,
        ingredient.policy.value,
        "" if ingredient.safety is None else plain_number(ingredient.safety),
        "" if ingredient.target is None else plain_number(ingredient.target),
        "" if days is None else str(days),
        ingredient.supplier.name if ingredient.supplier else "",
        ingredient.supplier.name_en if ingredient.supplier else "",
        ingredient.barcode,
        usual.name if usual else "",
        usual.name_en if usual else "",
        plain_number(usual.size) if usual else "",
        plain_number(on_hand),
        plain_number(value // MILLI, 100),
    )


def _changed(
    former: Ingredient, given: IngredientInput, columns: frozenset[str]
) -> IngredientInput:
    """An ingredient with what the file says of it."""
    units = tuple(
        UnitInput(name=each.name, name_en=each.name_en, size=each.size, is_usual=each.is_usual)
        for each in former.units
    )
    plain = {name: getattr(former, name) for name in _PLAIN}
    was = IngredientInput(
        name=former.name,
        unit=former.unit,
        supplier_id=former.supplier_id,
        units=units,
        **plain,
    )
    told: dict[str, object] = {name: getattr(given, name) for name in _PLAIN if name in columns}
    if "supplier" in columns:
        told["supplier_id"] = given.supplier_id
    if "purchase_unit" in columns:
        named = {unit.name for unit in given.units}
        others = [unit for unit in units if not unit.is_usual and unit.name not in named]
        told["units"] = (*given.units, *others)
    return was.model_copy(update=told)


def _rows(content: bytes, report: IngredientReport) -> list[_Row]:
    table = read_table(content)
    columns = _columns(table[0])
    if len(table) > MAX_ROWS + 1:
        raise Invalid({"file": lazy_gettext("At most %(n)d rows at a time.", n=MAX_ROWS)})
    found: list[_Row] = []
    seen: set[str] = set()
    for number, cells in enumerate(table[1:], start=2):
        text = {name: cells[i].strip() for name, i in columns.items() if i < len(cells)}
        if not any(text.values()):
            continue
        errors: list[RowError] = []
        row = _parse(number, text, errors, frozenset(columns))
        if row is not None and row.given.name in seen:
            errors.append(RowError(number, "name", gettext("This row stands twice in the file.")))
        report.errors += errors
        if row is not None and not errors:
            seen.add(row.given.name)
            found.append(row)
    return found


def _columns(header: list[str]) -> dict[str, int]:
    titles = [title.strip().lower().lstrip("\ufeff") for title in header]
    columns = {}
    for name, headings in HEADINGS.items():
        place = next((titles.index(h) for h in headings if h in titles), None)
        if place is not None:
            columns[name] = place
    if "name" not in columns:
        raise Invalid({"file": lazy_gettext("The first row needs a column named 名称 (name).")})
    return columns


def _parse(
    number: int, text: dict[str, str], errors: list[RowError], columns: frozenset[str]
) -> _Row | None:
    def read(name: str, by: Callable[[str], int], default: int | None) -> int | None:
        try:
            return by(text[name]) if text.get(name) else default
        except ValueError:
            errors.append(RowError(number, name, gettext("This is no number that fits here.")))
            return default

    unit = _UNITS.get(text.get("unit", "").lower() or "g")
    policy = _POLICIES.get(text.get("policy", "").lower())
    if unit is None or policy is None:
        name = "unit" if unit is None else "policy"
        errors.append(RowError(number, name, gettext("This word is not known here.")))
        return None
    size = read("unit_size", parse_quantity, None)
    try:
        given = IngredientInput(
            name=text.get("name", ""),
            name_en=text.get("name_en", ""),
            category=text.get("category", ""),
            category_en=text.get("category_en", ""),
            unit=BaseUnit(unit),
            policy=Policy(policy),
            barcode=text.get("barcode", ""),
            safety=read("safety", parse_quantity, None),
            target=read("target", parse_quantity, None),
            shelf_life_days=read("shelf_life_days", int, None),
            units=_usual_unit(text, size),
        )
    except ValidationError as wrong:
        place = str(wrong.errors()[0]["loc"][0])
        errors.append(RowError(number, place, gettext("This is missing, too long or too large.")))
        return None
    on_hand, value = read("on_hand", parse_quantity, 0), read("value", parse_yuan, 0)
    name, name_en = text.get("supplier", "")[:60], text.get("supplier_en", "")[:80]
    supplier = SupplierInput(name=name, name_en=name_en) if name else None
    return _Row(number, given, supplier, columns, on_hand or 0, value or 0)


def _usual_unit(text: dict[str, str], size: int | None) -> tuple[UnitInput, ...]:
    """The unit that it is bought in, when the row says what it holds."""
    name = text.get("purchase_unit", "")[:40]
    if not size or not name:
        return ()
    name_en = text.get("purchase_unit_en", "")[:60]
    return (UnitInput(name=name, name_en=name_en, size=size, is_usual=True),)
