"""Which table cards are wanted, how they look, and where their codes lead."""

from dataclasses import dataclass
from typing import Any

from flask import request

from app.settings import queries as settings
from app.tables import codes, queries
from app.tables.models import Table
from app.tables.settings import TablesSettings
from app.web.auth import require_staff
from app.web.backoffice.cards_layout import LANGUAGES, LAYOUTS
from app.web.schemes import guests_url


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cards: of the ticked tables, of one area, or of all; and how they look."""

    tables: list[Table]
    ticked: list[str]
    area_id: str
    layout: str
    language: str

    @property
    def query(self) -> dict[str, Any]:
        """The same wish in the address of another page."""
        return {
            "layout": self.layout,
            "language": self.language,
            "table": self.ticked,
            "area": self.area_id or None,
        }


def base_url() -> str:
    """Where printed codes lead: the owner's choice, else where guests reach the shop."""
    chosen = settings.get(require_staff().store_id, TablesSettings).public_url
    return chosen or guests_url()


def read_wanted() -> Wanted:
    """The wish in the address of the present page. Raises NotFound."""
    store_id = require_staff().store_id
    ticked, area_id = request.args.getlist("table"), request.args.get("area", "")
    found = everything(store_id)
    if ticked:
        found = [queries.get_table(store_id, table_id) for table_id in dict.fromkeys(ticked)]
    elif area_id:
        found = [table for table in found if table.area_id == area_id]
    layout, language = request.args.get("layout", ""), request.args.get("language", "")
    return Wanted(
        found,
        ticked,
        area_id,
        layout if layout in LAYOUTS else "4",
        language if language in LANGUAGES else "both",
    )


def everything(store_id: str) -> list[Table]:
    """All that has a code: the tables and the pick-up point."""
    pickup = queries.find_pickup_point(store_id)
    tables = queries.list_tables(store_id)
    return tables if pickup is None else [*tables, pickup]


def address_of(table: Table) -> str:
    """Where a table's code leads."""
    return f"{base_url()}/t/{codes.code_of(table)}"
