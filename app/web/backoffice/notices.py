"""The inbox: what the person in charge has to know, in words and with the place to go to."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.notices import queries, service
from app.web.auth import require_staff, staff_only
from app.web.backoffice import notice_words
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.paging import Paged, paged

_PAGE_SIZE = 30


@bp.get("/backoffice/notices")
@staff_only()
def notices() -> ResponseReturnValue:
    """The person's notices: what lasts, or everything."""
    person = require_staff()
    only_open = request.args.get("show") != "all"
    total = queries.count_for(person, only_open=only_open)
    offset, number, count = paged(total, _PAGE_SIZE)
    items = queries.list_for(person, only_open=only_open, limit=_PAGE_SIZE, offset=offset)
    return page(
        "backoffice/notices/list.html",
        listed=Paged(items, number, count, total),
        only_open=only_open,
        unread=queries.count_unread(person),
        words=notice_words,
    )


@bp.get("/backoffice/notices/bell")
@staff_only()
def notices_bell() -> ResponseReturnValue:
    """The bell alone, for keeping it up to date."""
    return page("backoffice/notices/_bell.html")


@bp.post("/backoffice/notices/<notice_id>/read")
@staff_only()
def read_notice(notice_id: str) -> ResponseReturnValue:
    """Mark a notice as read, then go to what it is about."""
    notice = service.mark_read(require_staff(), notice_id)
    place = notice_words.place_of(notice) if request.form.get("go") == "1" else ""
    return redirect(place or url_for(".notices", show=request.form.get("show")))


@bp.post("/backoffice/notices/read")
@staff_only()
def read_notices() -> ResponseReturnValue:
    """Mark everything as read."""
    service.mark_all_read(require_staff())
    flash(gettext("Everything is marked as read."), "success")
    return redirect(url_for(".notices", show=request.form.get("show")))
