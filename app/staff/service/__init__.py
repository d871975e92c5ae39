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
    find_half_logged_in,
    issue_login,
    log_in,
    log_in_by_pin,
    log_in_with_code,
    log_out,
    note_seen,
)
from app.staff.service.proving import confirm_identity
from app.staff.service.second_step import renew_recovery_codes, turn_totp_off, turn_totp_on

__all__ = [
    "Origin",
    "add_member",
    "change_member",
    "change_own_password",
    "confirm_identity",
    "drop_own_pin",
    "end_login",
    "end_other_logins",
    "enrol_device",
    "find_half_logged_in",
    "issue_login",
    "log_in",
    "log_in_by_pin",
    "log_in_with_code",
    "log_out",
    "note_device_used",
    "note_seen",
    "renew_recovery_codes",
    "reset_password",
    "revoke_device",
    "set_active",
    "set_own_pin",
    "turn_totp_off",
    "turn_totp_on",
]
