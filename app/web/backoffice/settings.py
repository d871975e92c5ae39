"""The owner's choices: every setting with what it does, its default and since when it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext, lazy_gettext
from pydantic import BaseModel

from app.core import audit
from app.core.audit import AuditEntry
from app.core.errors import Invalid, NotFound
from app.settings import queries, service
from app.settings.groups import SettingsGroup, list_groups
from app.settings.shown import Setting, Shown, settings_of, wrong_in
from app.staff.rights import Right
from app.stores import queries as stores
from app.stores import service as stores_service
from app.stores.words import SHOP_SHOWN, ShopWords
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import words
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.cards_choice import base_url
from app.web.backoffice.forms import Typed, problems_into
from app.web.backoffice.setting_fields import as_typed, in_words, read_setting
from app.web.schemes import reaches_only_here

_SHOP = "shop"
_MAX_SEARCH = 40


@dataclass(frozen=True, slots=True)
class Section:
    """A group on the page: its settings, what is typed, and what last changed each of them."""

    key: str
    title: LazyString | str
    settings: list[Setting]
    typed: Typed
    changes: Mapping[str, AuditEntry]

    def is_default(self, setting: Setting) -> bool:
        """Whether the setting holds its default."""
        return bool(self.typed.values[setting.form_name] == as_typed(setting, setting.default))


@bp.get("/backoffice/settings")
@staff_only(Right.SETTINGS)
def settings() -> ResponseReturnValue:
    """Every setting, or those that a search names."""
    return _page()


@bp.post("/backoffice/settings/<group>")
@staff_only(Right.SETTINGS)
def save_settings(group: str) -> ResponseReturnValue:
    """Keep a group's choices; none when one of them is wrong. Raises NotFound."""
    model, shown = _find(group)
    asked = _asked(model, shown)
    typed = Typed({each.form_name: _typed(each) for each in asked})
    with problems_into(typed):
        given = {s.name: read_setting(s, typed.values[s.form_name]) for s in asked}
        _save(group, model, given)
        flash(gettext("Saved."), "success")
        return redirect(_back(group))
    return _page({group: typed}), 422


@bp.post("/backoffice/settings/<group>/<field>/reset")
@staff_only(Right.SETTINGS)
def reset_setting(group: str, field: str) -> ResponseReturnValue:
    """Give one setting its default again. Raises NotFound."""
    model, shown = _find(group)
    known = {each.form_name: each for each in settings_of(model, shown)}
    if field not in known or known[field].shown.is_needed:
        raise NotFound
    typed = Typed({})
    with problems_into(typed):
        _save(group, model, {known[field].name: known[field].default})
        flash(gettext("“%(name)s” has its default again.", name=known[field].shown.label),
              "success")  # fmt: skip
        return redirect(_back(group))
    flash(str(next(iter(typed.errors.values()), typed.message)), "danger")
    return redirect(_back(group))


def _page(typed: Mapping[str, Typed] | None = None) -> str:
    search = request.args.get("q", "").strip()[:_MAX_SEARCH]
    base = base_url()
    return page(
        "backoffice/settings/form.html",
        sections=_sections(search, typed or {}),
        search=search,
        in_words=in_words,
        words=words,
        base=base,
        is_only_here=reaches_only_here(base),
    )


def _sections(search: str, typed: Mapping[str, Typed]) -> list[Section]:
    store_id, found = require_staff().store_id, []
    for key in (_SHOP, *(group.KEY for group in list_groups() if group.TITLE)):
        model, shown = _find(key)
        title = lazy_gettext("Shop") if key == _SHOP else _group(key).TITLE
        fitting = [s for s in settings_of(model, shown) if _fits(search, title, s)]
        if fitting:
            now = _now(key)
            values = {s.form_name: as_typed(s, getattr(now, s.name)) for s in fitting}
            mine = typed.get(key, Typed({}))
            target = ("store", store_id) if key == _SHOP else ("settings", key)
            merged = Typed(values | mine.values, mine.errors, mine.message)
            found.append(Section(key, title, fitting, merged, audit.last_changes(store_id, target)))
    return found


def _fits(search: str, title: LazyString | str, setting: Setting) -> bool:
    text = f"{title} {setting.shown.label} {setting.shown.help} {setting.name}".casefold()
    return all(word in text for word in search.casefold().split())


def _find(key: str) -> tuple[type[BaseModel], Mapping[str, Shown]]:
    return (ShopWords, SHOP_SHOWN) if key == _SHOP else (_group(key), _group(key).SHOWN)


def _group(key: str) -> type[SettingsGroup]:
    known = {group.KEY: group for group in list_groups() if group.TITLE}
    if key not in known:
        raise NotFound
    return known[key]


def _now(key: str) -> BaseModel:
    store_id = require_staff().store_id
    if key == _SHOP:
        facts = stores.get_facts(store_id)
        return ShopWords(**{name: getattr(facts, name) for name in ShopWords.model_fields})
    return queries.get(store_id, _group(key))


def _asked(model: type[BaseModel], shown: Mapping[str, Shown]) -> list[Setting]:
    """The settings that the form had: a search shows only some."""
    named = set(request.form.getlist("fields"))
    return [each for each in settings_of(model, shown) if each.form_name in named]


def _typed(setting: Setting) -> Any:
    return request.form.get(setting.form_name, "")


def _save(key: str, model: type[BaseModel], given: dict[str, Any]) -> None:
    chosen = model.model_validate(_now(key).model_dump() | given)
    if isinstance(chosen, SettingsGroup):
        service.save(chosen, actor=current_actor())
    else:
        wrong = wrong_in(chosen, SHOP_SHOWN)
        if wrong:
            raise Invalid(dict(wrong))
        stores_service.change_store(actor=current_actor(), **chosen.model_dump(mode="python"))


def _back(group: str) -> str:
    return url_for(".settings", q=request.args.get("q") or None) + f"#{group}"
