"""Value types that describe the demo restaurant; no database, no framework."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoShop:
    """The shop itself, in Chinese and English."""

    name: str
    name_en: str
    slogan: str
    slogan_en: str


@dataclass(frozen=True, slots=True)
class DemoCategory:
    """A menu category; `icon` is a symbol of static/img/icons.svg."""

    key: str
    name: str
    name_en: str
    icon: str


@dataclass(frozen=True, slots=True)
class DemoStation:
    """A kitchen station that dishes are routed to."""

    key: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class DemoOption:
    """One choice; `price_fen` is added to the price of one portion.

    In a set meal it is `portions` of the dish with the key `dish`.
    """

    name: str
    name_en: str
    price_fen: int = 0
    dish: str = ""
    portions: int = 1


@dataclass(frozen=True, slots=True)
class DemoOptionGroup:
    """Choices of which at least `min` and at most `max` are taken; the first is the usual one.

    `kind` is one of `catalog.models.GroupKind`.
    """

    key: str
    name: str
    name_en: str
    min: int
    max: int
    options: tuple[DemoOption, ...]
    kind: str = "options"
    may_repeat: bool = False


@dataclass(frozen=True, slots=True)
class DemoDish:
    """A dish of the menu; `remaining` None means as many as wanted, 0 means sold out."""

    key: str
    category: str
    name: str
    name_en: str
    description: str
    description_en: str
    price_fen: int
    station: str
    cook_minutes: int
    spicy: int = 0
    tags: tuple[str, ...] = ()
    allergens: tuple[str, ...] = ()
    option_groups: tuple[str, ...] = ()
    remaining: int | None = None
    price_kind: str = "fixed"
    member_price_fen: int | None = None
    packing_fee_fen: int = 0
    portion_hint: str = ""
    nutrition: str = ""
    sale_times: str = ""
    # The dish whose drawn picture it shares; its own when empty.
    picture: str = ""
    has_picture: bool = True


@dataclass(frozen=True, slots=True)
class DemoArea:
    """A part of the dining room."""

    key: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class DemoTable:
    """A table with its printed name."""

    area: str
    name: str
    seats: int


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """A staff account; the name is the role's, not a person's."""

    role: str
    username: str
    name: str
    name_en: str
