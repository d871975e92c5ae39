"""What is wrong with a field, in the reader's language instead of the validator's."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString, lazy_gettext

_MESSAGES: dict[str, LazyString] = {
    "missing": lazy_gettext("This is needed."),
    "string_too_short": lazy_gettext("This must not be empty."),
    "string_too_long": lazy_gettext("This is too long."),
    "too_short": lazy_gettext("Choose at least one."),
    "too_long": lazy_gettext("This is too many."),
    "greater_than_equal": lazy_gettext("This number is too small."),
    "greater_than": lazy_gettext("This number is too small."),
    "less_than_equal": lazy_gettext("This number is too large."),
    "int_type": lazy_gettext("This must be a whole number."),
    "int_parsing": lazy_gettext("This must be a whole number."),
    "int_from_float": lazy_gettext("This must be a whole number."),
    "string_type": lazy_gettext("This must be text."),
    "bool_type": lazy_gettext("This must be yes or no."),
    "bool_parsing": lazy_gettext("This must be yes or no."),
    "enum": lazy_gettext("This is not one of the choices."),
    "literal_error": lazy_gettext("This is not one of the choices."),
    "extra_forbidden": lazy_gettext("This field is not known."),
    "model_type": lazy_gettext("An object is expected here."),
    "tuple_type": lazy_gettext("A list is expected here."),
    "choices_crossed": lazy_gettext("“At least” must not be more than “At most”."),
    "too_few_answers": lazy_gettext("There are fewer answers than have to be chosen."),
    "answers_of_no_set": lazy_gettext("In a set meal every answer is a dish; elsewhere none is."),
    "size_below_zero": lazy_gettext("A size has its own price, which is not below zero."),
}
_OTHERWISE = lazy_gettext("This value cannot be used.")


def plain_message(problem: Mapping[str, Any]) -> LazyString:
    """One of pydantic's problems as a sentence."""
    return _MESSAGES.get(str(problem["type"]), _OTHERWISE)
