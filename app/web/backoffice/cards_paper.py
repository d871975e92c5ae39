"""Table cards on receipt paper: chosen with the others, shown as they will be, and printed."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from markupsafe import Markup

from app.printing import forms, paperwork
from app.printing import queries as printing_queries
from app.printing import service as printing
from app.printing.devices import paper_of
from app.printing.models import Printer
from app.staff.rights import Right
from app.stores import queries as stores
from app.tables.models import Table
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp
from app.web.backoffice.cards_choice import Wanted, address_of, read_wanted
from printer.cards import TableCard
from printer.decode import decode
from printer.encode import render
from printer.labels import label
from printer.language import Language
from printer.preview import to_html


@bp.post("/backoffice/tables/cards/print")
@staff_only(Right.TABLE_SETUP)
def print_cards() -> ResponseReturnValue:
    """Print the chosen cards, once however often the button is touched."""
    wanted = read_wanted()
    cards = [_card(table, wanted) for table in wanted.tables]
    printer_id, key = request.form.get("printer", ""), request.form.get("key", "")[:40]
    if printer_id not in {each.id for each in paper_printers()}:
        flash(gettext("This printer is no longer there. Please choose another one."), "danger")
    elif cards:
        count = printing.print_table_cards(cards, printer_id, key=key, actor=current_actor())
        done = ngettext("%(num)d card is on its way to the printer.",
                        "%(num)d cards are on their way to the printer.", count)  # fmt: skip
        flash(done, "success")
    return redirect(url_for(".cards", printer=printer_id, **wanted.query) + "#paper", 303)


def paper_printers() -> list[Printer]:
    """The printers of receipt paper; labels are too small for a card."""
    found = printing_queries.list_printers(require_staff().store_id)
    return [each for each in found if paper_of(each).label_mm is None]


def chosen_printer() -> Printer | None:
    """The printer that was asked for, else the one of bills, else the first."""
    found = {each.id: each for each in paper_printers()}
    asked = found.get(request.args.get("printer", ""))
    usual = printing_queries.find_bill_printer(require_staff().store_id)
    return asked or (found.get(usual.id) if usual else None) or next(iter(found.values()), None)


def first_card(wanted: Wanted, printer: Printer | None) -> Markup | None:
    """The first of the cards as the printer will print it."""
    if printer is None or not wanted.tables:
        return None
    card, paper = _card(wanted.tables[0], wanted), paper_of(printer)
    template = forms.form_to_use(printer.store_id, "table_card", card.language)
    # to_html escapes every text of the bytes.
    return Markup(to_html(decode(render(card, paper, template=template)), paper, card.language))  # noqa: S704


def _card(table: Table, wanted: Wanted) -> TableCard:
    store = stores.get_facts(table.store_id)
    language: Language = paperwork.language_of(store)
    if wanted.language != "both":
        language = "en" if wanted.language == "en" else "zh"
    name = label(language, "pickup") if table.is_pickup else table.name
    shop = (store.name_en or store.name) if language == "en" else store.name
    return TableCard(shop, name, address_of(table), language=language)
