"""Words that guests pick from instead of typing, and words for a dish's marks."""

from dataclasses import dataclass

from flask_babel import LazyString, force_locale, get_locale, gettext, lazy_gettext

from app.catalog.models import GroupKind
from app.catalog.rules import MenuDish
from app.catalog.sale_windows import SaleWindow


@dataclass(frozen=True, slots=True)
class Chip:
    """A ready-made wish: `label` in the guest's language, `text` in the kitchen's."""

    label: str
    text: str


TAGS = {
    "signature": lazy_gettext("Signature"),
    "new": lazy_gettext("New"),
    "vegetarian": lazy_gettext("Vegetarian"),
}
SPICE = (
    "",
    lazy_gettext("A little spicy"),
    lazy_gettext("Spicy"),
    lazy_gettext("Very spicy"),
)
ALLERGENS = {
    "gluten": lazy_gettext("Gluten"),
    "soy": lazy_gettext("Soy"),
    "egg": lazy_gettext("Egg"),
    "milk": lazy_gettext("Milk"),
    "peanut": lazy_gettext("Peanut"),
    "nut": lazy_gettext("Nuts"),
    "sesame": lazy_gettext("Sesame"),
    "fish": lazy_gettext("Fish"),
    "crustacean": lazy_gettext("Prawn and crab"),
    "mollusc": lazy_gettext("Shellfish and squid"),
    "celery": lazy_gettext("Celery"),
    "mustard": lazy_gettext("Mustard"),
    "sulphite": lazy_gettext("Sulphites"),
    "lupin": lazy_gettext("Lupin"),
}
_LINE_WISHES = (
    lazy_gettext("Less spicy"),
    lazy_gettext("Less salt"),
    lazy_gettext("Less oil"),
    lazy_gettext("No scallion"),
    lazy_gettext("No coriander"),
    lazy_gettext("No garlic"),
)
_ORDER_WISHES = (
    lazy_gettext("Less oil and salt"),
    lazy_gettext("No coriander"),
    lazy_gettext("Serve all together"),
    lazy_gettext("Serve as each is ready"),
    lazy_gettext("Child's tableware"),
    lazy_gettext("No tableware needed"),
    lazy_gettext("Pack to take away"),
)


WEEKDAYS = (
    lazy_gettext("Mon"),
    lazy_gettext("Tue"),
    lazy_gettext("Wed"),
    lazy_gettext("Thu"),
    lazy_gettext("Fri"),
    lazy_gettext("Sat"),
    lazy_gettext("Sun"),
)


def window_words(window: SaleWindow) -> str:
    """When a dish is sold, in the reader's language: "Mon, Tue 06:30–10:00"."""
    comma = ", " if str(get_locale()) == "en" else "、"
    days = comma.join(str(WEEKDAYS[day]) for day in window.days)
    spans = comma.join(f"{start:%H:%M}–{end:%H:%M}" for start, end in window.spans)
    since = gettext("from %(day)s", day=window.since.isoformat()) if window.since else ""
    until = gettext("until %(day)s", day=window.until.isoformat()) if window.until else ""
    return " ".join(filter(None, (days, spans, since, until)))


def has_sizes(dish: MenuDish) -> bool:
    """Whether a dish is sold in sizes that have their own prices."""
    return any(group.kind is GroupKind.SIZE for group in dish.option_groups)


def line_chips(kitchen_language: str) -> list[Chip]:
    """Wishes about one dish."""
    return _chips(_LINE_WISHES, kitchen_language)


def order_chips(kitchen_language: str) -> list[Chip]:
    """Wishes about the whole order."""
    return _chips(_ORDER_WISHES, kitchen_language)


def _chips(wishes: tuple[LazyString, ...], kitchen_language: str) -> list[Chip]:
    labels = [str(wish) for wish in wishes]
    with force_locale(kitchen_language):
        return [Chip(label, str(wish)) for label, wish in zip(labels, wishes, strict=True)]
