"""Words that guests pick from instead of typing, and words for a dish's marks."""

from dataclasses import dataclass

from flask_babel import LazyString, force_locale, lazy_gettext


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
    lazy_gettext("Pack to take away"),
)


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
