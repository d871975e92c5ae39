"""Rules of addresses that are quick to make: a start makes more than five hundred of them."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class QuickRule(Rule):
    """A rule that learns to write its address when it first has to.

    The library compiles two functions for each rule while it is added: a tenth of a second for
    all, and a shop writes the addresses of few of them.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        """What writes the address; until it is called for, only what makes it."""
        compiled = super()._compile_builder
        name = "_build_unknown" if append_unknown else "_build"

        def learn(rule: QuickRule, /, **values: Any) -> tuple[str, str]:
            builder = compiled(append_unknown).__get__(rule, None)
            setattr(rule, name, builder)
            written: tuple[str, str] = builder(**values)
            return written

        return learn
