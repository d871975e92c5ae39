"""Who pays inside WeChat: the openid that JSAPI needs, asked for silently and only then."""

import functools
import importlib
import logging
import secrets
from typing import Any

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from app.core.errors import Conflict
from app.payments.channels import queries as channels
from app.payments.models import Channel
from app.web.auth import current_presence, diner_only
from app.web.diner.blueprint import bp
from app.web.schemes import guests_url

log = logging.getLogger(__name__)

_TIMEOUT_S = 5
_OPENID, _STATE = "wechat_openid", "wechat_state"


class NotToldApart(Conflict):
    """WeChat did not say who the phone is."""

    code = "no_openid"
    message = lazy_gettext(
        "WeChat did not let us open its payment. Try again, or pay at the counter."
    )


def known() -> str:
    """The openid of this browser, "" when it was not asked for yet."""
    return str(session.get(_OPENID, ""))


@bp.get("/pay-in-wechat")
@diner_only
def wechat_door() -> ResponseReturnValue:
    """To WeChat, which sends the phone back at once, without asking the guest anything."""
    session[_STATE] = secrets.token_urlsafe(16)
    return redirect(_oauth(session[_STATE]).authorize_url, 303)


@bp.get("/pay-in-wechat/back")
@diner_only
def wechat_back() -> ResponseReturnValue:
    """Back from WeChat with a code that is good once."""
    state, code = request.args.get("state", ""), request.args.get("code", "")
    expected = session.pop(_STATE, "")
    if not expected or not secrets.compare_digest(state, expected) or not code:
        raise NotToldApart
    try:
        told = _oauth(state).fetch_access_token(code)
    except Exception as error:
        log.warning("WeChat gave no openid: %s", type(error).__name__)
        raise NotToldApart from error
    # A virtual user that only looks around cannot pay.
    if told.get("is_snapshotuser") or not told.get("openid"):
        raise NotToldApart
    session[_OPENID] = str(told["openid"])
    return redirect(url_for(".pay"), 303)


def _oauth(state: str) -> Any:
    account = channels.find_account(current_presence().store_id, Channel.WECHAT)
    if account is None or not account.shown.get("appid"):
        raise NotToldApart
    keys = channels.keys_of(account)
    back = f"{guests_url()}{url_for('.wechat_back')}"
    library = importlib.import_module("wechatpy.oauth")
    made = library.WeChatOAuth(keys["appid"], keys["app_secret"], back, "snsapi_base", state)
    # The library waits for ever.
    made._http.request = functools.partial(made._http.request, timeout=_TIMEOUT_S)
    return made
