"""The verbs of accounts, logins and devices, by use case."""

from app.staff.service.accounts import (
    add_member,
    change_member,
    change_own_password,
    drop_own_pin,
    reset_password,
    set_active,
    set_own_pin,
)
from app.staff.service.devices import enrol_device, note_device_used, revoke_device
from app.staff.service.logins import (
    Origin,
    end_login,
    end_other_logins,
    issue_login,
    log_in,
    log_in_by_pin,
    log_out,
    note_seen,
)

__all__ = [
    "Origin",
    "add_member",
    "change_member",
    "change_own_password",
    "drop_own_pin",
    "end_login",
    "end_other_logins",
    "enrol_device",
    "issue_login",
    "log_in",
    "log_in_by_pin",
    "log_out",
    "note_device_used",
    "note_seen",
    "reset_password",
    "revoke_device",
    "set_active",
    "set_own_pin",
]
