"""What a job looks for every minute, and the slow look at the database: notices for people."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app

from app.core import ballast, clock, jobruns, outbox
from app.kitchen import queries as kitchen
from app.kitchen import takebacks
from app.ledger import queries as books
from app.notices import service as notices
from app.notices.kinds import NoticeKind
from app.notices.service import Condition
from app.payments.attempts import queries as attempts
from app.payments.checking import queries as checking
from app.payments.refunds import queries as refunds
from app.printing import queries as printing
from app.printing.models import Printer
from app.settings import queries as settings
from app.staff import lockout
from app.stores import queries as stores
from app.stores.settings import LicencesSettings
from app.upkeep import backups, checks_machine, drilling
from app.upkeep.checks_machine import check_database
from app.upkeep.findings import Level

Found = dict[Condition, dict[str, Any]]

# A printer out of paper is filled within this time and nobody has to be told.
_PRINTER_PATIENCE = timedelta(minutes=3)
_BACKUP_OVERDUE = timedelta(hours=24)
_OUTBOX_PATIENCE = timedelta(minutes=5)
_LICENCE_WARNING = timedelta(days=30)
_LOW_MB = 1024
_SLOW = frozenset({NoticeKind.DATABASE_DAMAGED, NoticeKind.BOOKS_DAMAGED})
_QUICK = frozenset(
    {
        NoticeKind.PRINTER_FAILING,
        NoticeKind.PRINTER_STOOD_IN,
        NoticeKind.PRINTERS_BOTH_FAILING,
        NoticeKind.KITCHEN_UNSEEN,
        NoticeKind.BACKUP_FAILED,
        NoticeKind.BACKUP_OVERDUE,
        NoticeKind.DRILL_FAILED,
        NoticeKind.DISK_LOW,
        NoticeKind.CLOCK_WRONG,
        NoticeKind.GUESSING,
        NoticeKind.LICENCE_EXPIRING,
        NoticeKind.OUTBOX_STUCK,
        NoticeKind.MONEY_UNSURE,
        NoticeKind.REFUND_FAILED,
        NoticeKind.BILL_DIFFERS,
    }
)


def watch_shop() -> None:
    """Look at everything that is quickly looked at, and settle the notices of every store."""
    house = _house()
    for store in stores.list_stores():
        printers, lasting = _printers(store.id)
        found = house | printers | _store(store.id)
        notices.settle(store.id, _QUICK, found, lasting=lasting)


def watch_database() -> None:
    """Read the whole database through: what is damaged is told to every store."""
    finding = check_database(current_app.config["KAIFAN"].sqlite_file)
    is_bad = finding.level is Level.BAD
    found: Found = {(NoticeKind.DATABASE_DAMAGED, ""): {}} if is_bad else {}
    for store in stores.list_stores():
        faults = books.find_faults(store.id, limit=1)
        damaged: Found = {}
        if faults:
            damaged[NoticeKind.BOOKS_DAMAGED, ""] = {"seq": faults[0].seq}
        notices.settle(store.id, _SLOW, found | damaged)


def _house() -> Found:
    config = current_app.config["KAIFAN"]
    found = _backups(config.backup_dir)
    last = drilling.find_last()
    if last is not None and not last.is_good:
        found[NoticeKind.DRILL_FAILED, ""] = {"name": last.name, "why": last.problem}
    free_mb = shutil.disk_usage(config.data_dir).free // (1024 * 1024)
    if free_mb < _LOW_MB:
        # In steps, so that the notice is not written anew with every order.
        found[NoticeKind.DISK_LOW, ""] = {"mb": free_mb // 100 * 100}
    ballast.lay_down(config.data_dir)
    if not checks_machine.runs_true(current_app):
        found[NoticeKind.CLOCK_WRONG, ""] = {}
    _waiting, given_up = outbox.backlog()
    late = outbox.count_overdue(clock.now() - _OUTBOX_PATIENCE)
    if given_up or late:
        found[NoticeKind.OUTBOX_STUCK, ""] = {"late": late, "given_up": given_up}
    return found


def _backups(folder: Path) -> Found:
    found: Found = {}
    error = jobruns.last_error("backup")
    if error:
        found[NoticeKind.BACKUP_FAILED, ""] = {"why": error[:200]}
    newest = next(iter(backups.list_backups(folder)), None)
    if newest is not None and clock.now() - newest.made_at > _BACKUP_OVERDUE:
        days = (clock.now() - newest.made_at).days
        found[NoticeKind.BACKUP_OVERDUE, ""] = {"days": days}
    return found


def _printers(store_id: str) -> tuple[Found, frozenset[Condition]]:
    """Printers that let slips wait for too long, and those that are in trouble at all."""
    found: Found = {}
    failing = [
        each for each in printing.list_printers(store_id) if each.is_enabled and each.last_error
    ]
    oldest = printing.oldest_waiting(store_id)
    for printer in failing:
        waits_since = oldest.get(printer.id)
        if waits_since is not None and clock.now() - waits_since >= _PRINTER_PATIENCE:
            params = {"name": printer.name, "error": printer.last_error}
            found[NoticeKind.PRINTER_FAILING, printer.id] = params
    found |= _backups_of(store_id, failing)
    return found, frozenset((NoticeKind.PRINTER_FAILING, each.id) for each in failing)


def _backups_of(store_id: str, failing: list[Printer]) -> Found:
    """Told at once: that another printer prints for one, and that this one fails too."""
    found: Found = {}
    for printer in failing:
        backup = printing.find_backup(store_id, printer.id)
        if backup is None:
            continue
        params = {"name": printer.name, "backup": backup.name, "error": printer.last_error}
        is_well = backup.is_enabled and backup.last_error is None
        kind = NoticeKind.PRINTER_STOOD_IN if is_well else NoticeKind.PRINTERS_BOTH_FAILING
        found[kind, printer.id] = params
    return found


def _store(store_id: str) -> Found:
    found: Found = {}
    unseen, gone = len(kitchen.list_alarms(store_id)), len(takebacks.list_alarms(store_id))
    if unseen or gone:
        found[NoticeKind.KITCHEN_UNSEEN, ""] = {"count": unseen, "gone": gone}
    if lockout.is_under_attack(store_id):
        found[NoticeKind.GUESSING, ""] = {}
    until = settings.get(store_id, LicencesSettings).food_licence_until
    today = stores.get_facts(store_id).local(clock.now()).date()
    if until is not None and until - today <= _LICENCE_WARNING:
        found[NoticeKind.LICENCE_EXPIRING, ""] = {"until": until.isoformat()}
    return found | _money(store_id)


def _money(store_id: str) -> Found:
    """Money of which nobody knows where it is, and money that does not go back by itself."""
    found: Found = {}
    unsure, failed = attempts.list_troubled(store_id), refunds.list_failed(store_id)
    if unsure:
        fen = sum(each.amount_fen for each in unsure)
        found[NoticeKind.MONEY_UNSURE, ""] = {"count": len(unsure), "fen": fen}
    differing = len(checking.list_open(store_id))
    if differing:
        found[NoticeKind.BILL_DIFFERS, ""] = {"count": differing}
    if failed:
        fen = sum(each.amount_fen for each in failed)
        found[NoticeKind.REFUND_FAILED, ""] = {"count": len(failed), "fen": fen}
    return found
