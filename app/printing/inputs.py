"""Validated commands for setting printers up."""

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.printing.models import PrinterKind
from app.printing.options import PrinterOptions

_WITH_PORT = re.compile(r"\s*([^\s:]+):([0-9]{1,5})\s*")


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

    @model_validator(mode="before")
    @classmethod
    def _take_the_port_from_the_address(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Printers write "192.168.1.100:9100" on their own page; so do people."""
        found = _WITH_PORT.fullmatch(str(given.get("host", "")))
        return given | {"host": found[1], "port": int(found[2])} if found else given
