"""The checks of the self-test that look at the work of the shop."""

from datetime import timedelta
from pathlib import Path

from flask_babel import gettext, ngettext

from app.core import clock, jobruns, outbox, outgoing
from app.kitchen import queries as kitchen
from app.kitchen import takebacks
from app.ledger import queries as books
from app.printing import queries as printing
from app.printing.errors import in_plain_words
from app.printing.models import Printer
from app.stores import queries as stores
from app.upkeep import drilling
from app.upkeep.backups import list_backups
from app.upkeep.findings import Finding, Level

_FORGOTTEN = timedelta(days=7)
_DRILL_EVERY = timedelta(days=35)


def check_outgoing() -> Finding:
    """Whether a restore waits for the owner."""
    if outgoing.find_hold() is not None:
        words = gettext("A backup was restored: nothing is printed or sent.")
        ask = gettext("Look at the orders, then let the owner confirm in the back-office.")
        return Finding("outgoing", Level.BAD, words, ask)
    return Finding("outgoing", Level.OK, gettext("Nothing is held back."))


def check_backup(folder: Path) -> Finding:
    """The age of the newest backup, and whether the last try failed."""
    found, error = list_backups(folder), jobruns.last_error("backup")
    ask = gettext("Press “Back up now”; if that fails, look at the disk space.")
    if error:
        words = gettext("The last backup failed: %(why)s", why=error)
        return Finding("backup", Level.BAD, words, ask)
    if not found:
        return Finding("backup", Level.WARN, gettext("There is no backup yet."), ask)
    age = clock.now() - found[0].made_at
    minutes = max(int(age.total_seconds() // 60), 0)
    if minutes < 120:
        words = ngettext("The newest is %(num)d minute old.", "The newest is %(num)d minutes old.",
                         minutes)  # fmt: skip
    else:
        words = gettext("The newest is %(hours)d hours old.", hours=minutes // 60)
    level = Level.OK if minutes <= 60 else Level.WARN if minutes <= 24 * 60 else Level.BAD
    return Finding("backup", level, words, "" if level is Level.OK else ask)


def check_books(store_id: str) -> Finding:
    """Whether every entry of the books bears its seal, and each sums to zero."""
    faults = books.find_faults(store_id, limit=1)
    if faults:
        words = gettext("Entry %(seq)d of the books does not hold.", seq=faults[0].seq)
        ask = gettext("Somebody changed rows in the database. Compare with the latest backup.")
        return Finding("books", Level.BAD, words, ask)
    words = gettext("%(n)d entries, each sealed and summing to zero.", n=books.last_seq(store_id))
    return Finding("books", Level.OK, words)


def check_drill() -> Finding:
    """Whether a backup was restored for trial lately, and how that went."""
    last = drilling.find_last()
    ask = gettext("Press “Try restoring” beside the newest backup.")
    if last is None:
        return Finding("drill", Level.WARN, gettext("No backup was tried out yet."), ask)
    if not last.is_good:
        words = gettext("The last trial failed: %(why)s", why=last.problem)
        return Finding("drill", Level.BAD, words, gettext("Back up now, then try that one."))
    days = (clock.now() - last.at).days
    words = gettext("%(name)s came back whole.", name=last.name)
    if clock.now() - last.at > _DRILL_EVERY:
        words = gettext("The last trial is %(days)d days ago.", days=days)
        return Finding("drill", Level.WARN, words, ask)
    return Finding("drill", Level.OK, words)


def check_outbox() -> Finding:
    """Effects that are owed for too long, or were given up."""
    _waiting, failed = outbox.backlog()
    late = outbox.count_overdue(clock.now() - timedelta(minutes=1))
    if failed:
        words = ngettext("%(num)d effect was given up.", "%(num)d effects were given up.", failed)
        ask = gettext("Look into the log for the reason, and print those slips again.")
        return Finding("outbox", Level.BAD, words, ask)
    if late:
        words = ngettext("%(num)d effect is late.", "%(num)d effects are late.", late)
        return Finding("outbox", Level.WARN, words, gettext("See whether Kaifan is running."))
    return Finding("outbox", Level.OK, gettext("Nothing is late."))


def check_printers(store_id: str) -> list[Finding]:
    """Each printer's trouble in plain words, and what waits or was never printed."""
    printers = printing.list_printers(store_id)
    waiting = printing.count_waiting(store_id)
    expired = printing.count_expired(store_id, clock.now() - timedelta(days=1))
    if not printers:
        return [Finding("printer", Level.OK, gettext("There is none: the screens do the work."))]
    return [_printer(p, waiting.get(p.id, 0), expired.get(p.id, 0)) for p in printers]


def check_screens(store_id: str) -> Finding:
    """Whether the kitchen's screens are on; one not seen for a week is forgotten."""
    since = clock.now() - _FORGOTTEN
    known = [pair for pair in kitchen.list_screens(store_id) if pair[0].seen_at >= since]
    alive = sum(is_alive for _screen, is_alive in known)
    if not known:
        has_paper = any(p.is_enabled and p.prints_kitchen for p in printing.list_printers(store_id))
        words = gettext("There is no kitchen screen.")
        ask = gettext("Open the kitchen screen on a tablet, or add a kitchen printer.")
        return Finding("screens", Level.OK, words) if has_paper else Finding(
            "screens", Level.WARN, words, ask
        )  # fmt: skip
    words = gettext("%(alive)d of %(all)d are on.", alive=alive, all=len(known))
    if alive == len(known):
        return Finding("screens", Level.OK, words)
    ask = gettext("Switch the tablet on and open the kitchen screen; look at its Wi-Fi.")
    return Finding("screens", Level.WARN, words, ask)


def check_alarms(store_id: str) -> Finding:
    """Tickets that nobody has seen, and dishes that no cook knows to be taken back."""
    unseen, gone = len(kitchen.list_alarms(store_id)), len(takebacks.list_alarms(store_id))
    if not unseen and not gone:
        return Finding("alarms", Level.OK, gettext("The kitchen has seen every ticket."))
    tickets = ngettext("%(num)d ticket was seen by nobody.", "%(num)d tickets were seen by nobody.",
                       unseen)  # fmt: skip
    dishes = ngettext("%(num)d dish was taken back, and no cook knows.",
                      "%(num)d dishes were taken back, and no cook knows.", gone)  # fmt: skip
    words = " ".join(said for said, count in ((tickets, unseen), (dishes, gone)) if count)
    return Finding("alarms", Level.BAD, words, gettext("Tell the kitchen in person, now."))


def _printer(printer: Printer, waiting: int, expired: int) -> Finding:
    parts: list[str] = []
    if waiting:
        parts.append(ngettext("%(num)d slip waits.", "%(num)d slips wait.", waiting))
    if expired:
        parts.append(ngettext("%(num)d slip of the last day was never printed.",
                              "%(num)d slips of the last day were never printed.",
                              expired))  # fmt: skip
    detail = " ".join(parts)
    if not printer.is_enabled:
        words = gettext("%(name)s: switched off in the settings.", name=printer.name)
        return Finding("printer", Level.WARN if waiting else Level.OK, f"{words} {detail}".strip())
    if printer.last_error is not None:
        when = stores.get_facts(printer.store_id).local(printer.last_error_at or clock.now())
        words = gettext("%(name)s: trouble since %(when)s.", name=printer.name,
                        when=when.strftime("%m-%d %H:%M"))  # fmt: skip
        return Finding("printer", Level.BAD, f"{words} {detail}".strip(),
                       in_plain_words(printer.last_error))  # fmt: skip
    words = gettext("%(name)s: no trouble.", name=printer.name)
    level = Level.WARN if expired or waiting > 20 else Level.OK
    ask = gettext("Look at the printer's page for what was not printed.") if expired else ""
    return Finding("printer", level, f"{words} {detail}".strip(), ask)
