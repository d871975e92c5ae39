"""The privacy self-check: what the regulators look for at scan-to-order shops, from real facts.

The points follow what the Chinese regulators found at scan-to-order shops: personal data asked
for although a meal needs none, forced following, location, third parties, no way without a phone.
"""

import inspect
import logging
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_babel import gettext, ngettext
from pydantic import BaseModel

from app.core.db import db
from app.ordering import inputs
from app.ordering import queries as orders
from app.staff import queries as staff
from app.staff.rights import Right
from app.stores import queries as stores
from app.upkeep.findings import Finding, Level
from app.upkeep.licences import check_licences

_PERSONAL = re.compile(
    r"(^|_)(phone|mobile|email|birth\w*|sex|gender|openid|unionid|address|latitude|longitude"
    r"|id_card|nickname|contact|guest_name|real_name)($|_)"
)
# What the shop says of itself and of its suppliers, and where its printers stand.
_OWN = {
    "store.phone",
    "store.address",
    "printer.address",
    "supplier.contact",
    "supplier.phone",
    "notice_robot.address_secret",
}
# What guests may give for a reservation or an invoice, and what is erased some days after it.
_ERASED = {"reservation.phone", "invoice_request.email"}
# Not asked of who eats: only of who has paid and wants an invoice.
_AFTER_PAYING = {"invoice.html"}
_ASKING = re.compile(r"type=\"(tel|email)\"|geolocation|autocomplete=\"(tel|name|email)")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_SOURCES = re.compile(r"\b(?:https?://|[a-z0-9-]+\.[a-z]{2,})\S*")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The headers that guests' pages carry."""

    content_policy: str
    permissions_policy: str


def examine(app: Flask, store_id: str, pages: PageFacts) -> list[Finding]:
    """All points, in the order of a guest's visit."""
    return [
        check_asked(Path(app.root_path, app.template_folder or "") / "diner"),
        check_permissions(pages.permissions_policy),
        check_others(pages.content_policy),
        check_kept(),
        check_notes(store_id),
        check_people(store_id),
        check_logs(app),
        check_way_without_phone(store_id),
        check_contact(store_id),
        check_licences(store_id),
    ]


def check_asked(diner_pages: Path) -> Finding:
    """Whether ordering asks for anything of the guest: in what is sent, and on the pages."""
    sent = {
        field
        for _, model in inspect.getmembers(inputs, inspect.isclass)
        if issubclass(model, BaseModel)
        for field in model.model_fields
        if _PERSONAL.search(field)
    }
    asking = {
        page.name
        for page in diner_pages.rglob("*.html")
        if page.name not in _AFTER_PAYING and _ASKING.search(page.read_text(encoding="utf-8"))
    }
    found = sorted(sent | asking)
    if found:
        words = gettext("Asked for or used: %(names)s.", names=", ".join(found))
        ask = gettext("Eating here needs none of it: see that it is optional and says why.")
        return Finding("privacy_asked", Level.WARN, words, ask)
    words = gettext("No phone number, name, birthday, location, following or registration.")
    return Finding("privacy_asked", Level.OK, words)


def check_permissions(policy: str) -> Finding:
    """Whether guests' pages could ask the phone for location, camera or microphone."""
    denied = {part.strip() for part in policy.split(",")}
    asked = [name for name in ("geolocation", "camera", "microphone") if f"{name}=()" not in denied]
    if asked:
        words = gettext("Pages may ask for: %(names)s.", names=", ".join(asked))
        ask = gettext("Look at the Permissions-Policy header of your proxy.")
        return Finding("privacy_permissions", Level.WARN, words, ask)
    words = gettext("The phone is told never to give location, camera or microphone to the menu.")
    return Finding("privacy_permissions", Level.OK, words)


def check_others(policy: str) -> Finding:
    """Whether a guest's page may load from, or send to, anybody else."""
    found = sorted(set(_SOURCES.findall(policy)))
    if found:
        words = gettext("Pages may speak to: %(names)s.", names=", ".join(found))
        ask = gettext("Name each of them in the privacy notice, with what it gets.")
        return Finding("privacy_others", Level.WARN, words, ask)
    words = gettext("None: pages speak to this computer alone, without counting or advertising.")
    return Finding("privacy_others", Level.OK, words)


def check_kept() -> Finding:
    """Whether the database has a place for guests' personal data."""
    found = sorted(
        name
        for table in db.metadata.tables.values()
        for name in (f"{table.name}.{column.name}" for column in table.columns)
        if _PERSONAL.search(name.partition(".")[2]) and name not in _OWN
    )
    if set(found) <= _ERASED and found:
        words = gettext(
            "Only a name and a telephone for a reservation, title, tax number and e-mail for an"
            " invoice, where guests give them; all are erased some days after it."
        )
        return Finding("privacy_kept", Level.OK, words)
    if found:
        words = gettext("The database can keep: %(names)s.", names=", ".join(found))
        ask = gettext("Say in the privacy notice what it is for and how long it is kept.")
        return Finding("privacy_kept", Level.WARN, words, ask)
    words = gettext("Nothing: the database has no place for a guest's name, number or location.")
    return Finding("privacy_kept", Level.OK, words)


def check_notes(store_id: str) -> Finding:
    """Whether mobile numbers stand in the notes of orders."""
    notes = orders.list_latest_notes(store_id)
    count = sum(bool(_MOBILE.search(note)) for note in notes)
    if count:
        words = ngettext(
            "%(num)d note holds what looks like a mobile number.",
            "%(num)d notes hold what looks like a mobile number.",
            count,
        )
        ask = gettext("Ask guests and staff not to write numbers into notes.")
        return Finding("privacy_notes", Level.WARN, words, ask)
    words = gettext("No mobile number in the latest %(count)d notes.", count=len(notes))
    return Finding("privacy_notes", Level.OK, words)


def check_people(store_id: str) -> Finding:
    """Whose names are kept of those who work here."""
    members = staff.list_members(store_id)
    gone = sum(not member.is_active for member in members)
    words = gettext(
        "Names of %(here)d people here and %(gone)d who left: the audit log needs them.",
        here=len(members) - gone,
        gone=gone,
    )
    return Finding("privacy_people", Level.OK, words)


def check_logs(app: Flask) -> Finding:
    """Whether the log writes down contents: what guests typed, or whole database statements."""
    if app.debug or logging.getLogger("sqlalchemy.engine").isEnabledFor(logging.INFO):
        words = gettext("The log writes down everything that is typed.")
        ask = gettext("Switch the debug mode off.")
        return Finding("privacy_logs", Level.BAD, words, ask)
    words = gettext("The log holds addresses of pages and faults, nothing that guests typed.")
    return Finding("privacy_logs", Level.OK, words)


def check_way_without_phone(store_id: str) -> Finding:
    """Whether somebody can take an order from a guest who does not scan."""
    count = sum(m.is_active and Right.ORDER in m.rights for m in staff.list_members(store_id))
    if not count:
        words = gettext("Nobody has the right to take orders: guests would have to scan.")
        ask = gettext("Add a waiter or cashier under “Staff”.")
        return Finding("privacy_way", Level.BAD, words, ask)
    words = ngettext(
        "%(num)d person can take orders at the counter, at the same prices.",
        "%(num)d people can take orders at the counter, at the same prices.",
        count,
    )
    return Finding("privacy_way", Level.OK, words)


def check_contact(store_id: str) -> Finding:
    """Whether the privacy notice can say whom to ask."""
    store = stores.get_facts(store_id)
    if store.phone and store.address:
        words = gettext("The privacy notice names %(shop)s, address and phone.", shop=store.name)
        return Finding("privacy_contact", Level.OK, words)
    words = gettext("The privacy notice lacks the shop's address or phone.")
    return Finding("privacy_contact", Level.WARN, words, gettext("Enter both in the settings."))
