"""Validated commands for setting printers up."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.printing.models import PrinterKind
from app.printing.options import PrinterOptions


class PrinterInput(BaseModel):
    """A printer as the owner describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    kind: PrinterKind
    host: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    port: Annotated[int, Field(ge=1, le=65_535)] = 9100
    path: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    width_mm: Literal[58, 80] = 80
    encoding: Literal["gbk", "gb18030"] = "gbk"
    prints_kitchen: bool = True
    prints_bills: bool = True
    prints_totals: bool = False
    prints_labels: bool = False
    station_ids: tuple[str, ...] = ()
    account: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    # None keeps the one that is stored.
    secret: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] | None = None
    backup_id: str | None = None
    options: PrinterOptions = PrinterOptions()
    is_enabled: bool = True
