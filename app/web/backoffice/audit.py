"""The audit log: who did what when, filtered, page by page or as a file."""

import json
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import audit, clock
from app.core.audit import AuditEntry, AuditFilter
from app.core.tabular import csv_bytes
from app.staff import queries as staff
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import audit_words, words
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.paging import Paged, paged
from app.web.backoffice.setting_fields import changes_in_words

_PAGE_SIZE = 50
# A year of a busy shop; more is asked for day by day.
_MAX_ROWS = 100_000
_FILTERS = ("person", "action", "day", "target")


@bp.get("/backoffice/audit")
@staff_only(Right.AUDIT)
def audit_log() -> ResponseReturnValue:
    """The latest entries that fit the filter."""
    store_id = require_staff().store_id
    wanted = _wanted_filter(store_id)
    total = audit.count_entries(store_id, wanted)
    offset, number, count = paged(total, _PAGE_SIZE)
    items = audit.search_entries(store_id, wanted, limit=_PAGE_SIZE, offset=offset)
    return page(
        "backoffice/audit/list.html",
        listed=Paged(items, number, count, total),
        chosen={name: request.args.get(name, "") for name in _FILTERS},
        people=staff.list_members(store_id),
        actions=sorted(words.ACTION.items(), key=lambda item: str(item[1])),
        detail=detail,
        target=audit_words.target,
        words=words,
    )


@bp.get("/backoffice/audit.csv")
@staff_only(Right.EXPORT, fresh=True)
def audit_csv() -> ResponseReturnValue:
    """The entries that fit the filter as CSV; whoever takes them is in the log as well."""
    store_id = require_staff(Right.AUDIT).store_id
    entries = audit.search_entries(store_id, _wanted_filter(store_id), limit=_MAX_ROWS)
    facts = stores.get_facts(store_id)
    content = csv_bytes(
        ("时间", "人员", "操作", "对象", "编号", "明细", "原始数据"),
        (_cells(entry, facts.local(entry.at)) for entry in entries),
    )
    audit.log_alone(
        "audit.exported", actor=current_actor(), target=("audit", ""), rows=len(entries)
    )
    response = Response(content, mimetype="text/csv")
    name = f"kaifan-audit-{facts.local(clock.now()):%Y%m%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def detail(entry: AuditEntry) -> str:
    """What an entry says beyond its action, as short text: "小王, role: Waiter"."""
    said = changes_in_words(entry)
    said += [
        audit_words.fact(name, value)
        for name, value in entry.detail.items()
        if name != "changed" or isinstance(value, list)
    ]
    return str(gettext(", ")).join(filter(None, said))


def _cells(entry: AuditEntry, at: datetime) -> tuple[str, ...]:
    return (
        at.isoformat(sep=" ", timespec="seconds"),
        words.doer(entry.actor_kind, entry.actor_name),
        str(words.action(entry.action)),
        audit_words.target(entry.target_kind),
        entry.target_id,
        detail(entry),
        json.dumps(entry.detail, ensure_ascii=False),
    )


def _wanted_filter(store_id: str) -> AuditFilter:
    """The filter in the address; a day that is none filters nothing."""
    begins = _day_begins(request.args.get("day", ""), store_id)
    return AuditFilter(
        actor_id=request.args.get("person", ""),
        action=request.args.get("action", ""),
        target=request.args.get("target", "").strip(),
        since=begins,
        until=begins + timedelta(days=1) if begins else None,
    )


def _day_begins(text: str, store_id: str) -> datetime | None:
    """Midnight on the store's clock, as a log is read by the calendar."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime.combine(day, time(), ZoneInfo(stores.get_facts(store_id).time_zone))
