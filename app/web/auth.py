"""Who is asking: staff by login cookie or bearer token, diners by table session."""

import functools
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import ParamSpec, TypeVar

from flask import Response, after_this_request, request
from flask_babel import lazy_gettext
from flask_login import UserMixin, current_user
from werkzeug.datastructures import ImmutableMultiDict

from app.core import logs, sealing
from app.core.actors import Actor
from app.core.errors import Denied, Invalid, NotLoggedIn
from app.core.extensions import csrf, login_manager
from app.kitchen import screens
from app.staff import queries as staff
from app.staff.errors import ConfirmIdentity, LockedOut
from app.staff.queries import LoggedIn
from app.staff.rights import Right
from app.staff.service import confirm_identity, note_seen
from app.tables import queries as tables
from app.tables.errors import SessionOver
from app.tables.queries import Presence
from app.web.devices import origin
from app.web.schemes import read_cookie

P = ParamSpec("P")
R = TypeVar("R")

TABLE_COOKIE = "kf_table"
PLACE_HEADER = "X-Place"
# The field in which a form waits, sealed, for the password to be given.
KEPT = "kept_form"
_KEPT_FOR = timedelta(minutes=30)
_OWN_PATH = re.compile(r"/(?![/\\])[^\x00-\x1f\x7f]*")


class StaffUser(UserMixin):  # type: ignore[misc]
    """The logged-in staff member, as Flask-Login keeps one."""

    def __init__(self, token: str, facts: LoggedIn) -> None:
        """Behind `token` stands the person of `facts`."""
        self.token = token
        self.facts = facts

    def get_id(self) -> str:
        """What the signed login cookie carries: the login's token."""
        return self.token


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_staff(token: str) -> StaffUser | None:
    """The person, or the paired kitchen screen, behind a login cookie."""
    facts = staff.find_logged_in(token) or screens.find_logged_in(token)
    return StaffUser(token, facts) if facts else None


def bearer_token() -> str | None:
    """The token of the Authorization header."""
    header = request.headers.get("Authorization", "")
    return header[7:].strip() if header[:7].lower() == "bearer " else None


def find_staff() -> LoggedIn | None:
    """The logged-in person, None when the request comes from somebody else.

    A bearer token speaks alone: with one, no cookie counts, so the CSRF check may be left out.
    """
    token = bearer_token()
    if token is not None:
        return staff.find_logged_in(token)
    return current_user.facts if current_user.is_authenticated else None


def require_staff(right: Right | None = None) -> LoggedIn:
    """The logged-in person, who has `right`. Raises NotLoggedIn, Denied."""
    facts = find_staff()
    if facts is None:
        raise NotLoggedIn
    logs.note(actor=facts.staff_id, store=facts.store_id)
    note_seen(facts)
    if right is not None and not facts.may(right):
        raise Denied
    return facts


def confirm_by_form(person: LoggedIn) -> None:
    """Take the password, and the code where that is on, out of the form that is being sent.

    So a form that met a closed door is sent once more, whole, together with the password. Raises
    ConfirmIdentity when there is none in it or it is wrong. A program cannot confirm anything.
    """
    password = request.form.get("confirm_password", "")[:128]
    if not password or bearer_token() is not None:
        raise ConfirmIdentity
    code = request.form.get("confirm_code", "")[:40]
    try:
        confirm_identity(person, password, code, place=origin().place)
    except Invalid as wrong:
        raise ConfirmIdentity(wrong.extra["fields"]) from wrong
    except LockedOut as wrong:
        raise ConfirmIdentity({"": wrong.message}) from wrong


def kept_purpose(person: LoggedIn) -> str:
    """What a kept form is sealed for: it is of one person."""
    return f"form kept for {person.staff_id}"


def _take_up_kept(person: LoggedIn) -> None:
    """Go on with the form that met the closed door. Raises ConfirmIdentity when it is too old."""
    sealed = request.form.get(KEPT)
    if sealed is None:
        return
    try:
        fields = json.loads(sealing.unseal(kept_purpose(person), sealed, max_age=_KEPT_FOR))
    except sealing.Unsealable as error:
        words = lazy_gettext("This page is too old. Go back and fill in the form once more.")
        raise ConfirmIdentity({"": words}) from error
    request.form = ImmutableMultiDict([(str(name), str(value)) for name, value in fields])


def own_path(wanted: str) -> str | None:
    """`wanted` when it is a path of this house, never another site's address.

    Browsers drop tabs and line ends wherever they stand: behind one, a second slash is the first.
    """
    return wanted if _OWN_PATH.fullmatch(wanted) else None


def staff_only(
    right: Right | None = None, *, fresh: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only staff with `right` into a view; with `fresh` the password was given lately."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            person = require_staff(right)
            if fresh and not person.is_confirmed:
                confirm_by_form(person)
            if fresh:
                _take_up_kept(person)
            return view(*args, **kwargs)

        guarded.guard = right.value if right else "login"  # type: ignore[attr-defined]
        guarded.asks_again = fresh  # type: ignore[attr-defined]
        return guarded

    return decorate


def diner_only(view: Callable[P, R]) -> Callable[P, R]:
    """Let only phones with a live table session into a view.

    Every answer says where the party is: a page that missed its move learns it from any of them.
    """

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        place = current_presence().place

        @after_this_request
        def say_place(response: Response) -> Response:
            response.headers[PLACE_HEADER] = place
            return response

        return view(*args, **kwargs)

    guarded.guard = "diner"  # type: ignore[attr-defined]
    return guarded


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Say that everybody may enter a view."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def table_token() -> str | None:
    """The table session's token in this browser's cookie."""
    return read_cookie(TABLE_COOKIE)


def current_presence() -> Presence:
    """The table session of the phone that asks. Raises SessionOver."""
    token = bearer_token() or table_token()
    if not token:
        raise SessionOver
    presence = tables.get_presence(token)
    logs.note(actor=presence.device_id, store=presence.store_id, session=presence.session_id)
    return presence


def current_actor(right: Right | None = None) -> Actor:
    """The logged-in person as the actor of a verb. Raises NotLoggedIn, Denied."""
    return require_staff(right).actor


def protect_cookie_requests() -> None:
    """Ask for the CSRF token when a request is authorised by cookie.

    A bearer token cannot be sent by another site's page, so it needs none.
    """
    if request.method not in ("GET", "HEAD", "OPTIONS") and bearer_token() is None:
        csrf.protect()
