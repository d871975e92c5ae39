"""What the edges tell the floor."""

from pydantic import BaseModel, ConfigDict, Field

from app.tables.rules import COLUMNS, MAX_ROWS, TableShape


class Placing(BaseModel):
    """Where a table is wanted on the plan of its area, in cells of the grid."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    x: int = Field(ge=0, lt=COLUMNS)
    y: int = Field(ge=0, lt=MAX_ROWS)
    shape: TableShape
    is_turned: bool = False


class KeptPlace(BaseModel):
    """Where a table stood on another shop's plan; without a shape it has the usual one."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    plan_x: int = Field(ge=0, lt=COLUMNS)
    plan_y: int = Field(ge=0, lt=MAX_ROWS)
    shape: TableShape | None = None
    is_turned: bool = False
