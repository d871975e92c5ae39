"""The frame around every step: what is done, where one is, what comes before and after."""

import functools
from collections.abc import Callable
from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, lazy_gettext

from app.setup import queries
from app.setup.settings import FirstRunSettings, Step
from app.web.auth import find_staff, require_staff

TITLES: dict[Step | None, LazyString] = {
    None: lazy_gettext("Your account"),
    Step.SHOP: lazy_gettext("Your shop"),
    Step.DINING: lazy_gettext("How guests order"),
    Step.TABLES: lazy_gettext("Tables"),
    Step.MENU: lazy_gettext("Menu"),
    Step.PRINTERS: lazy_gettext("Printers"),
    Step.STATIONS: lazy_gettext("Stations"),
    Step.FINISH: lazy_gettext("Test order"),
}
ORDER: tuple[Step | None, ...] = tuple(TITLES)


View = Callable[..., ResponseReturnValue]


def while_running(view: View) -> View:
    """Let a step answer only while the shop is being set up; afterwards the back-office does."""

    @functools.wraps(view)
    def answer(*args: str, **kwargs: str) -> ResponseReturnValue:
        if not queries.progress(require_staff().store_id).is_running:
            return redirect(url_for("backoffice.home"))
        return view(*args, **kwargs)

    return answer


@dataclass(frozen=True, slots=True)
class Mark:
    """One step in the line at the top: "done", "skipped", "here" or "open"; `url` where one may."""

    title: LazyString
    state: str
    url: str | None


def step_page(template: str, step: Step | None, **values: object) -> str:
    """A step of the set-up; None is the owner's account, before there is a shop."""
    person = find_staff()
    known = queries.progress(person.store_id) if person else FirstRunSettings()
    return render_template(
        template,
        step=step,
        person=person,
        marks=[_mark(each, step, known, is_open=person is not None) for each in ORDER],
        number=ORDER.index(step) + 1,
        title=TITLES[step],
        is_running=known.is_running or person is None,
        back_url=_former_url(step),
        **values,
    )


def url_of(step: Step) -> str:
    """The address of a step."""
    return url_for(f"setup.{step.value}")


def after(step: Step) -> str:
    """The address of the step that follows; the settings once the set-up is finished."""
    if not queries.progress(require_staff().store_id).is_running:
        return url_for("backoffice.settings")
    steps = list(Step)
    return url_of(steps[min(steps.index(step) + 1, len(steps) - 1)])


def _former_url(step: Step | None) -> str | None:
    place = ORDER.index(step)
    former = ORDER[place - 1] if place else None
    return url_of(former) if former is not None else None


def _mark(each: Step | None, here: Step | None, known: FirstRunSettings, *, is_open: bool) -> Mark:
    if each == here:
        state = "here"
    elif (each is None and is_open) or each in known.done:
        state = "done"
    else:
        state = "skipped" if each in known.skipped else "open"
    url = url_of(each) if each is not None and is_open else None
    return Mark(TITLES[each], state, url)
