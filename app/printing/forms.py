"""The owner's forms of documents: kept by kind and language among the shop's settings."""

from app.core.actors import Actor
from app.core.db import atomic
from app.printing.settings import PrintingSettings
from app.settings import queries, service
from printer.documents import Document, form_of
from printer.language import Language
from printer.templates import Template, from_stored, to_stored

_LIKE = {"void_slip": "kitchen_slip", "change_slip": "kitchen_slip"}


def template_of(store_id: str, document: Document) -> Template | None:
    """The owner's form of a document, None where nothing was changed."""
    language = getattr(document, "language", None)
    return None if language is None else form_to_use(store_id, form_of(document), language)


def form_to_use(store_id: str, kind: str, language: Language) -> Template | None:
    """The form of a kind; slips that take back or change look like those they follow until then."""
    own = find_template(store_id, kind, language)
    usual = _LIKE.get(kind)
    return own if own is not None or usual is None else find_template(store_id, usual, language)


def find_template(store_id: str, kind: str, language: Language) -> Template | None:
    """The owner's form of a kind of document in a language, None where nothing was changed."""
    kept = queries.get(store_id, PrintingSettings).templates.get(f"{kind}:{language}")
    return None if kept is None else from_stored(kind, kept)


@atomic
def save_template(
    kind: str, language: Language, template: Template | None, *, actor: Actor
) -> None:
    """Keep the owner's form; None gives the usual one back."""
    chosen = queries.get(actor.store_id, PrintingSettings)
    kept = {key: each for key, each in chosen.templates.items() if key != f"{kind}:{language}"}
    if template is not None:
        kept[f"{kind}:{language}"] = to_stored(template)
    service.save(chosen.model_copy(update={"templates": kept}), actor=actor)
