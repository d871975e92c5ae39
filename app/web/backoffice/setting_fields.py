"""Settings as fields of a form: shown, read, and said in words."""

from datetime import date, time
from typing import Any

from flask_babel import gettext, lazy_gettext

from app.core import money
from app.core.audit import AuditEntry
from app.core.errors import Invalid
from app.settings.groups import list_groups
from app.settings.shown import Kind, Setting, settings_of
from app.stores.words import SHOP_SHOWN, ShopWords
from app.web.backoffice.forms import read_fen, read_list, read_whole


def as_typed(setting: Setting, value: Any) -> Any:
    """A value as the form holds it: "1" or "" for a switch, text for all others."""
    if setting.kind is Kind.SWITCH:
        return "1" if value else ""
    if value is None:
        return ""
    if setting.kind is Kind.MONEY:
        return money.short(value)
    if setting.kind is Kind.LIST:
        return ", ".join(map(str, value))
    if setting.kind is Kind.TIME:
        return f"{value:%H:%M}"
    return str(getattr(value, "value", value))


def read_setting(setting: Setting, text: str) -> Any:
    """What was typed, as the group takes it. Raises Invalid by the form's name."""
    name, text = setting.form_name, text.strip()
    if setting.kind is Kind.SWITCH:
        return bool(text)
    if setting.kind is Kind.MONEY:
        return read_fen(text, name)
    if setting.kind is Kind.NUMBER:
        return read_whole(text, name)
    if setting.kind is Kind.LIST:
        return read_list(text)
    if setting.kind in (Kind.TIME, Kind.DATE):
        return _moment(setting, text)
    return None if setting.kind is Kind.CHOICE and not text else text


def in_words(setting: Setting, value: Any) -> str:
    """A value as a person says it: "10 minutes", "on", the choice's own words."""
    if setting.kind is Kind.SWITCH:
        return str(gettext("on") if value else gettext("off"))
    if setting.kind is Kind.CHOICE:
        code = str(as_typed(setting, value))
        return str(setting.shown.choices.get(code, code))
    if isinstance(value, str) and setting.kind is Kind.TIME:
        value = time.fromisoformat(value)
    text = str(as_typed(setting, value))
    if not text:
        return str(gettext("empty"))
    return f"{text} {setting.shown.unit}".strip()


def changes_in_words(entry: AuditEntry) -> list[str]:
    """The changed settings of an audited change: "Amber after: 10 minutes → 8 minutes"."""
    groups = {group.KEY: settings_of(group, group.SHOWN) for group in list_groups()}
    is_shop = entry.target_kind == "store"
    listed = settings_of(ShopWords, SHOP_SHOWN) if is_shop else groups.get(entry.target_id, [])
    known = {setting.name: setting for setting in listed}
    said = []
    changed = entry.detail.get("changed")
    for name, (before, after) in (changed if isinstance(changed, dict) else {}).items():
        setting = known.get(name)
        if setting is None:
            said.append(f"{name}: {before} → {after}")
        else:
            words = in_words(setting, before), in_words(setting, after)
            said.append(f"{setting.shown.label}: {words[0]} → {words[1]}")
    return said


def _moment(setting: Setting, text: str) -> date | time | None:
    if not text:
        return None
    try:
        read = time.fromisoformat if setting.kind is Kind.TIME else date.fromisoformat
        return read(text)
    except ValueError:
        raise Invalid({setting.form_name: lazy_gettext("This value cannot be used.")}) from None
