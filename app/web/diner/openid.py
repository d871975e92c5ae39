"""Who pays inside WeChat: the openid that JSAPI needs, asked for silently and only then."""

import functools
import importlib
import logging
import secrets
from typing import Any

from flask import current_app, redirect, request, session, url_for
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
_OPENID, _STATE, _AMOUNT = "wechat_openid", "wechat_state", "wechat_amount"


class NotToldApart(Conflict):
    """WeChat did not say who the phone is."""

    code = "no_openid"
    message = lazy_gettext(
        "WeChat did not let us open its payment. Try again, or pay at the counter."
    )


def take_amount() -> str:
    """What the guest had typed before the phone went to WeChat, once; "" when nothing."""
    return str(session.pop(_AMOUNT, ""))


def known() -> str:
    """The openid of this browser, "" when it was not asked for yet."""
    return str(session.get(_OPENID, ""))


def ask_wechat(amount: str) -> ResponseReturnValue:
    """Lead the phone to WeChat and back to the sheet, with the amount that was typed."""
    session[_AMOUNT] = amount[:12]
    return redirect(url_for(".wechat_door"), 303)


@bp.get("/pay-in-wechat")
@diner_only
def wechat_door() -> ResponseReturnValue:
    """To WeChat, which sends the phone back at once, without asking the guest anything."""
    session[_STATE] = secrets.token_urlsafe(16)
    try:
        return redirect(_oauth(session[_STATE]).authorize_url, 303)
    except NotToldApart:
        return redirect(url_for(".pay", why=NotToldApart.code), 303)


@bp.get("/pay-in-wechat/back")
@diner_only
def wechat_back() -> ResponseReturnValue:
    """Back from WeChat with a code that is good once; whatever it was, on to the sheet."""
    try:
        session[_OPENID] = _told()
    except NotToldApart:
        return redirect(url_for(".pay", why=NotToldApart.code), 303)
    return redirect(url_for(".pay"), 303)


def _told() -> str:
    """The openid behind the code of this address. Raises NotToldApart."""
    state, code = request.args.get("state", ""), request.args.get("code", "")
    expected = session.pop(_STATE, "")
    is_ours = secrets.compare_digest(state.encode("utf-8", "replace"), expected.encode())
    if not expected or not is_ours or not code:
        raise NotToldApart
    asked = _oauth(state)
    try:
        told = asked.fetch_access_token(code)
    except Exception as error:
        log.warning("WeChat gave no openid: %s", type(error).__name__)
        raise NotToldApart from error
    finally:
        asked._http.close()
    # A virtual user that only looks around cannot pay.
    if told.get("is_snapshotuser") or not told.get("openid"):
        raise NotToldApart
    return str(told["openid"])


def _oauth(state: str) -> Any:
    account = channels.find_account(current_presence().store_id, Channel.WECHAT)
    if account is None or not account.shown.get("appid"):
        raise NotToldApart
    keys = channels.keys_of(account)
    back = f"{guests_url()}{url_for('.wechat_back')}"
    library = importlib.import_module("wechatpy.oauth")
    made = library.WeChatOAuth(keys["appid"], keys["app_secret"], back, "snsapi_base", state)
    made.API_BASE_URL = current_app.config["KAIFAN"].wechat_api_url or made.API_BASE_URL
    # The library waits for ever.
    made._http.request = functools.partial(made._http.request, timeout=_TIMEOUT_S)
    return made
