"""The owner's forms of documents: kept by kind and language among the shop's settings."""

from app.core.actors import Actor
from app.core.db import atomic
from app.printing.settings import PrintingSettings
from app.settings import queries, service
from printer.documents import Document, kind_of
from printer.language import Language
from printer.templates import Template, from_stored, to_stored


def template_of(store_id: str, document: Document) -> Template | None:
    """The owner's form of a document, None where nothing was changed."""
    language = getattr(document, "language", None)
    return None if language is None else find_template(store_id, kind_of(document), language)


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
