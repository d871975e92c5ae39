"""What a check of the self-test 体检 says: how it stands, in words, and what to do next."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString, lazy_gettext


class Level(StrEnum):
    """How it stands: all is well, somebody should look, something must be done."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check; `next_step` is "" when there is nothing to do."""

    key: str
    level: Level
    words: LazyString | str
    next_step: LazyString | str = ""

    @property
    def title(self) -> LazyString:
        """What was looked at."""
        return TITLES[self.key]


TITLES: dict[str, LazyString] = {
    "books": lazy_gettext("Books"),
    "outgoing": lazy_gettext("Print and messages"),
    "server": lazy_gettext("Server"),
    "clock": lazy_gettext("Clock"),
    "disk": lazy_gettext("Disk space"),
    "database": lazy_gettext("Database"),
    "version": lazy_gettext("Version"),
    "secret": lazy_gettext("Secret key"),
    "network": lazy_gettext("Network"),
    "https": lazy_gettext("HTTPS"),
    "backup": lazy_gettext("Backup"),
    "drill": lazy_gettext("Restore drill"),
    "outbox": lazy_gettext("Outbox"),
    "stock": lazy_gettext("Stock ledger"),
    "printer": lazy_gettext("Printer"),
    "screens": lazy_gettext("Kitchen screens"),
    "licences": lazy_gettext("Licences"),
    "fonts": lazy_gettext("Fonts for paper"),
    "alarms": lazy_gettext("Unseen tickets"),
    "channel_merchant": lazy_gettext("Merchant number"),
    "channel_app": lazy_gettext("App id"),
    "channel_keys": lazy_gettext("The shop’s own keys"),
    "channel_theirs": lazy_gettext("The channel’s key"),
    "channel_dates": lazy_gettext("Dates of the certificates"),
    "channel_answer": lazy_gettext("Answer of the channel"),
    "channel_clock": lazy_gettext("Clock"),
    "channel_messages": lazy_gettext("Messages of the channel"),
    "channel_system": lazy_gettext("Which system is asked"),
    "channels": lazy_gettext("Payment channels"),
    "privacy_asked": lazy_gettext("What ordering asks of guests"),
    "privacy_permissions": lazy_gettext("Location, camera, microphone"),
    "privacy_others": lazy_gettext("Third parties"),
    "privacy_kept": lazy_gettext("What is kept of guests"),
    "privacy_notes": lazy_gettext("Notes on orders"),
    "privacy_people": lazy_gettext("What is kept of staff"),
    "privacy_logs": lazy_gettext("Log"),
    "privacy_way": lazy_gettext("Ordering without a phone"),
    "privacy_contact": lazy_gettext("Whom guests can ask"),
}
