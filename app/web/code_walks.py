"""Whether this phone walks through the shop scanning stickers, and what it then sees.

While it does, the address of a sticker leads to the audit instead of opening a table session.
"""

from flask import request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from app.settings import queries as settings
from app.staff.rights import Right
from app.tables import queries, service
from app.tables.settings import TablesSettings
from app.web.auth import find_staff

_MARK = "code_walk"


def join() -> None:
    """This phone takes part in the audit."""
    session[_MARK] = True


def leave() -> None:
    """This phone is an ordinary one again."""
    session.pop(_MARK, None)


def is_walking() -> bool:
    """Whether a logged-in person takes part in a running audit with this phone."""
    person = find_staff() if session.get(_MARK) else None
    if person is None or not person.may(Right.TABLE_SETUP):
        return False
    return queries.find_running_audit(person.store_id) is not None


def note_scan() -> ResponseReturnValue:
    """Note the sticker whose address was opened, and show what it is."""
    person = find_staff()
    assert person is not None
    here = request.host_url.rstrip("/")
    base = settings.get(person.store_id, TablesSettings).public_url or here
    check = service.check_code(request.base_url, base=base, actor=person.actor)
    return redirect(url_for("backoffice.code_audit", seen=check.id), 303)
