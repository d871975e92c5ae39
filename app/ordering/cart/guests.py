"""Names for the phones of a table: a colour and an animal, so that nobody has to give one."""

import secrets

from flask_babel import LazyString, gettext, lazy_gettext

STAFF = "staff"
COLOURS: dict[str, LazyString] = {
    "red": lazy_gettext("Red"),
    "orange": lazy_gettext("Orange"),
    "gold": lazy_gettext("Golden"),
    "green": lazy_gettext("Green"),
    "blue": lazy_gettext("Blue"),
    "purple": lazy_gettext("Purple"),
    "pink": lazy_gettext("Pink"),
    "brown": lazy_gettext("Brown"),
}
ANIMALS: dict[str, LazyString] = {
    "cat": lazy_gettext("cat"),
    "dog": lazy_gettext("dog"),
    "rabbit": lazy_gettext("rabbit"),
    "bear": lazy_gettext("bear"),
    "fox": lazy_gettext("fox"),
    "deer": lazy_gettext("deer"),
    "tiger": lazy_gettext("tiger"),
    "whale": lazy_gettext("whale"),
    "owl": lazy_gettext("owl"),
    "sheep": lazy_gettext("sheep"),
    "panda": lazy_gettext("panda"),
    "squirrel": lazy_gettext("squirrel"),
}


def pick(taken: set[str]) -> str:
    """A random name that nobody at the table has; the colour too is a new one while it can be."""
    free = [key for key in _all() if key not in taken]
    colours = {colour_of(key) for key in taken}
    fresh = [key for key in free if colour_of(key) not in colours]
    return secrets.choice(fresh or free or _all())


def is_name(key: str) -> bool:
    """Whether `key` is a colour and an animal of ours."""
    colour, _, animal = key.partition(".")
    return colour in COLOURS and animal in ANIMALS


def colour_of(key: str) -> str:
    """The colour of a name; "" for staff."""
    return key.partition(".")[0] if is_name(key) else ""


def name_of(key: str) -> str:
    """The name in the reader's language: "blue.cat" -> 蓝猫; "" for none."""
    if key == STAFF:
        return str(gettext("Waiter at the table"))
    if not is_name(key):
        return key
    colour, _, animal = key.partition(".")
    named = gettext("%(colour)s %(animal)s", colour=COLOURS[colour], animal=ANIMALS[animal])
    return str(named)


def _all() -> list[str]:
    return [f"{colour}.{animal}" for colour in COLOURS for animal in ANIMALS]
