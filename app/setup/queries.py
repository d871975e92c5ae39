"""Reading the state of the first run."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from app.core import clock, system, trial
from app.core.db import db
from app.settings import queries as settings
from app.setup.errors import LinkExpired, LinkUsed, LinkWrong
from app.setup.settings import FirstRunSettings
from app.stores.models import Store

LINK_KEY = "setup.link"
DEVICE_KEY = "setup.device"
ADDRESS_KEY = "setup.address"


@dataclass(frozen=True, slots=True)
class Pass:
    """The link, or the token of the device that sets up: its hash and how long it counts."""

    hash: str
    until: datetime
    is_used: bool = False

    def text(self) -> str:
        """As it is kept."""
        return json.dumps([self.hash, self.until.isoformat(), self.is_used])


def is_empty() -> bool:
    """Whether this installation has no shop yet."""
    return db.session.scalar(select(Store.id).limit(1)) is None


def check_link(token: str) -> Pass:
    """The link of that token, if it still opens the set-up.

    Raises LinkWrong, LinkUsed, LinkExpired.
    """
    link = _find_pass(LINK_KEY)
    if link is None or not hmac.compare_digest(link.hash, hash_of(token)):
        raise LinkWrong
    if link.is_used:
        raise LinkUsed
    if link.until <= clock.now():
        raise LinkExpired
    return link


def is_set_up_device(token: str) -> bool:
    """Whether `token` belongs to the device that used the link, before there is a shop."""
    kept = _find_pass(DEVICE_KEY)
    is_it = kept is not None and hmac.compare_digest(kept.hash, hash_of(token))
    return is_it and kept is not None and kept.until > clock.now() and is_empty()


def find_address() -> str:
    """The address at which the server was started last, "" when it never was."""
    return system.find_value(ADDRESS_KEY) or ""


def is_demo_shown() -> bool:
    """Whether this process shows the demonstration in the place of an empty shop."""
    return current_app.config["KAIFAN"].shown_instead_of is not None


def may_end_demo(token: str) -> bool:
    """Whether `token` belongs to the device that asked for the demonstration."""
    real = current_app.config["KAIFAN"].shown_instead_of
    kept = trial.find(real) if real is not None else None
    return kept is not None and hmac.compare_digest(kept, hash_of(token))


def progress(store_id: str) -> FirstRunSettings:
    """How far the set-up of a shop has come."""
    return settings.get(store_id, FirstRunSettings)


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _find_pass(key: str) -> Pass | None:
    kept = system.find_value(key)
    if kept is None:
        return None
    hashed, until, is_used = json.loads(kept)
    return Pass(hashed, datetime.fromisoformat(until), is_used)
