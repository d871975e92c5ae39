"""The self-test 体检: all checks, each apart, so that one that cannot be made hides no other."""

from collections.abc import Callable

from flask import Flask
from flask_babel import gettext
from sqlalchemy.exc import SQLAlchemyError

from app.core import sqlite
from app.stores import queries as stores
from app.upkeep import certificate, licences
from app.upkeep import checks_machine as machine
from app.upkeep import checks_shop as shop
from app.upkeep.checks_channels import check_channels
from app.upkeep.checks_stock import check_stock
from app.upkeep.findings import Finding, Level


def examine(app: Flask, store_ids: list[str] | None = None) -> list[Finding]:
    """Everything that can be looked at, worst first; of the given stores, else of all."""
    config = app.config["KAIFAN"]
    found = _try("database", lambda: machine.check_database(config.sqlite_file))
    checks: list[tuple[str, Callable[[], Finding]]] = [
        ("outgoing", shop.check_outgoing),
        ("server", lambda: machine.check_server(config.data_dir)),
        ("clock", lambda: machine.check_clock(app)),
        ("disk", lambda: machine.check_disk(config.data_dir)),
        ("version", lambda: machine.check_version(app)),
        ("secret", lambda: machine.check_secret(config.data_dir / "secret.key")),
        ("network", lambda: machine.check_network(config)),
        ("https", lambda: certificate.check_https(config)),
        ("backup", lambda: shop.check_backup(config.backup_dir)),
        ("drill", shop.check_drill),
        ("outbox", shop.check_outbox),
        ("stock", check_stock),
        ("fonts", machine.check_fonts),
    ]
    for key, check in checks:
        found += _try(key, check)
    found += _of_stores(store_ids)
    order = [Level.BAD, Level.WARN, Level.OK]
    return sorted(found, key=lambda finding: order.index(finding.level))


def _of_stores(store_ids: list[str] | None) -> list[Finding]:
    found: list[Finding] = []
    try:
        for store_id in store_ids or [store.id for store in stores.list_stores()]:
            found += shop.check_printers(store_id)
            found += [shop.check_screens(store_id), shop.check_alarms(store_id)]
            found.append(licences.check_licences(store_id))
            found.append(shop.check_books(store_id))
            found.append(check_channels(store_id))
    except (SQLAlchemyError, sqlite.choose_module().Error, OSError) as error:
        found.append(_unknown("alarms", error))
    return found


def _try(key: str, check: Callable[[], Finding]) -> list[Finding]:
    try:
        return [check()]
    except (SQLAlchemyError, sqlite.choose_module().Error, OSError, RuntimeError) as error:
        return [machine.damaged(error)] if key == "database" else [_unknown(key, error)]


def _unknown(key: str, error: Exception) -> Finding:
    first_line = str(error).partition("\n")[0][:120]
    words = gettext("This could not be looked at: %(why)s", why=first_line)
    return Finding(key, Level.BAD, words, gettext("See to the other points first."))
