"""The owner's forms of slips and bills: blocks, sizes, own words, with the paper beside them."""

from collections.abc import Mapping
from typing import cast

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext, lazy_gettext
from markupsafe import Markup

from app.core.errors import NotFound
from app.printing import forms, queries
from app.printing.devices import paper_of
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import words
from app.web.backoffice.blueprint import bp, page
from printer.encode import render
from printer.language import Language
from printer.paper import MM58, MM80, Paper
from printer.preview import job_to_html
from printer.specimens import specimens
from printer.templates import BLOCKS, LONGEST_WORDS, Template, from_stored
from printer.tspl import label_paper

_BLOCK: Mapping[str, LazyString] = {
    "station": lazy_gettext("Station"),
    "round": lazy_gettext("Add-on mark"),
    "table": lazy_gettext("Table and guests"),
    "order": lazy_gettext("Order number and time"),
    "dishes": lazy_gettext("Dishes with wishes"),
    "note": lazy_gettext("Order note"),
    "foot": lazy_gettext("Who ordered, slip number"),
    "shop": lazy_gettext("Shop’s name"),
    "title": lazy_gettext("Title"),
    "numbers": lazy_gettext("Order numbers"),
    "times": lazy_gettext("Times"),
    "cashier": lazy_gettext("Cashier’s name"),
    "lines": lazy_gettext("Dishes with prices"),
    "total": lazy_gettext("Discounts and total"),
    "payments": lazy_gettext("Payments and change"),
    "contact": lazy_gettext("Address and phone"),
    "code": lazy_gettext("Code for invoice or review"),
    "thanks": lazy_gettext("Thanks"),
    "whose": lazy_gettext("Whose copy"),
    "number": lazy_gettext("Number"),
    "promise": lazy_gettext("Promised time"),
    "paid": lazy_gettext("Paid or to collect"),
    "tableware": lazy_gettext("Tableware"),
    "receiver": lazy_gettext("Address and guest"),
    "seal": lazy_gettext("Line that seals the bag"),
    "dish": lazy_gettext("Dish"),
    "wishes": lazy_gettext("Wishes and note"),
    "hint": lazy_gettext("What to do with it"),
    "party": lazy_gettext("Kind of table and guests"),
    "ahead": lazy_gettext("Parties ahead and wait"),
    "shift": lazy_gettext("Shift and cashier"),
    "day": lazy_gettext("Day and its number"),
    "sales": lazy_gettext("Sales"),
    "corrections": lazy_gettext("Voids, gifts, refunds"),
    "drawer": lazy_gettext("Cash in the drawer"),
    "signatures": lazy_gettext("Signatures"),
    "channels": lazy_gettext("By channel"),
    "categories": lazy_gettext("By category"),
    "shifts": lazy_gettext("By shift"),
}
# What a part is called on one kind of document, where that differs.
_BLOCK_OF: Mapping[tuple[str, str], LazyString] = {
    ("takeout_slip", "dishes"): lazy_gettext("Dishes with prices"),
    ("takeout_slip", "shop"): lazy_gettext("Shop’s name and channel"),
    ("takeout_slip", "code"): lazy_gettext("Code to follow the order"),
    ("pickup_number", "code"): lazy_gettext("Code to follow the order"),
    ("pickup_number", "dishes"): lazy_gettext("Dishes"),
    ("queue_ticket", "code"): lazy_gettext("Code to follow the order"),
    ("table_card", "table"): lazy_gettext("Table"),
    ("table_card", "code"): lazy_gettext("Code to order by"),
    ("table_card", "thanks"): lazy_gettext("Own sentence"),
    ("shift_report", "payments"): lazy_gettext("Payments"),
    ("day_report", "payments"): lazy_gettext("Payments"),
    ("shift_report", "note"): lazy_gettext("Note"),
    ("day_report", "note"): lazy_gettext("Note"),
}
# The pictures of those kinds that are named otherwise.
_SPECIMEN = {"void_slip": "void", "change_slip": "change"}
# A roll for whoever has no label printer, and the labels that most shops buy, in mm.
_ROLLS: Mapping[str, Paper] = {"80": MM80, "58": MM58}
_CUP_LABEL = "cup_label"
_LABELS = ((40, 30), (60, 40))
_SIZE: Mapping[str, LazyString] = {
    "normal": lazy_gettext("Single"),
    "wide": lazy_gettext("Wide"),
    "tall": lazy_gettext("Tall"),
    "big": lazy_gettext("Double"),
}


@bp.get("/backoffice/printers/forms")
@staff_only(Right.PRINTERS)
def paper_forms() -> ResponseReturnValue:
    """The form of one kind of document in one language, with its paper beside it."""
    kind, language = _chosen()
    store_id = require_staff().store_id
    used = forms.form_to_use(store_id, kind, language) or Template()
    is_changed = forms.find_template(store_id, kind, language) is not None
    return _page(kind, language, used, is_changed=is_changed)


@bp.post("/backoffice/printers/forms/preview")
@staff_only(Right.PRINTERS)
def preview_paper_form() -> ResponseReturnValue:
    """The paper of what stands in the form now; nothing is kept."""
    kind, language = _chosen()
    return str(_paper(kind, language, _typed(kind), request.form.get("mm", "")))


@bp.post("/backoffice/printers/forms")
@staff_only(Right.PRINTERS)
def save_paper_form() -> ResponseReturnValue:
    """Keep the form, or give the usual one back."""
    kind, language = _chosen()
    template = None if request.form.get("do") == "reset" else _typed(kind)
    forms.save_template(kind, language, template, actor=current_actor())
    flash(gettext("Saved.") if template else gettext("The usual form is back."), "success")
    return redirect(url_for(".paper_forms", kind=kind, lang=language))


def _chosen() -> tuple[str, Language]:
    """The kind and language asked for. Raises NotFound."""
    asked = request.values
    store = stores.get_facts(require_staff().store_id)
    kind = asked.get("kind", "kitchen_slip")
    language = asked.get("lang", "en" if store.language == "en" else "zh")
    if kind not in BLOCKS or language not in ("zh", "en"):
        raise NotFound
    return kind, cast("Language", language)


def _typed(kind: str) -> Template:
    """The form as it was sent: numbers give the order, ticks what stands."""
    sent = request.form
    names = [block.name for block in BLOCKS[kind]]
    places = {name: _place(sent.get(f"place_{name}", ""), at) for at, name in enumerate(names, 1)}
    # Who was given another's number goes before it.
    stayed = {name: sent.get(f"was_{name}") == sent.get(f"place_{name}") for name in names}
    return from_stored(
        kind,
        {
            "header": sent.get("header", "")[:LONGEST_WORDS],
            "footer": sent.get("footer", "")[:LONGEST_WORDS],
            "order": sorted(names, key=lambda name: (places[name], stayed[name])),
            "off": [name for name in names if not sent.get(f"on_{name}")],
            "sizes": {name: sent.get(f"size_{name}", "") for name in names},
        },
    )


def _place(text: str, usual: int) -> int:
    cleaned = text.strip()[:3]
    return int(cleaned) if cleaned.isascii() and cleaned.isdigit() else usual


def _papers(kind: str) -> dict[str, Paper]:
    """What a kind can be looked at on, the usual one first: labels as large as the shop's own."""
    if kind != _CUP_LABEL:
        return dict(_ROLLS)
    printers = queries.list_printers(require_staff().store_id)
    own = [paper.label_mm for each in printers if (paper := paper_of(each)).label_mm is not None]
    sizes = dict.fromkeys([*own, *_LABELS])
    labels = {f"{wide}x{high}": label_paper(wide, high, MM58) for wide, high in sizes}
    return labels | {"58": MM58}


def _paper(kind: str, language: Language, template: Template, size: str) -> Markup:
    papers = _papers(kind)
    paper = papers.get(size) or next(iter(papers.values()))
    payload = render(specimens(language)[_SPECIMEN.get(kind, kind)], paper, template=template)
    # Every text of the bytes is escaped.
    return Markup(job_to_html(payload, paper, language))  # noqa: S704


def _page(kind: str, language: Language, template: Template, *, is_changed: bool) -> str:
    usual = [block.name for block in BLOCKS[kind]]
    order = [*template.order, *(name for name in usual if name not in template.order)]
    blocks = {block.name: block for block in BLOCKS[kind]}
    return page(
        "backoffice/printers/forms.html",
        kind=kind,
        lang=language,
        kinds={name: words.DOCUMENT[name] for name in BLOCKS},
        blocks=[blocks[name] for name in order],
        block_words={name: _BLOCK_OF.get((kind, name), _BLOCK[name]) for name in blocks},
        size_words=_SIZE,
        form=template,
        sizes=dict(template.sizes),
        longest=LONGEST_WORDS,
        is_changed=is_changed,
        papers={size: f"{size.replace('x', ' × ')} mm" for size in _papers(kind)},
        paper=_paper(kind, language, template, ""),
    )
