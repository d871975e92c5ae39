"""What a phone says when it calls."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator

from app.calls.models import CallKind
from app.core.cards import hidden


class CallInput(BaseModel):
    """A call. A chase names its order, the other kinds none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: CallKind
    order_id: Annotated[str, StringConstraints(max_length=26)] | None = None
    note: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=60), AfterValidator(hidden)
    ] = ""

    @model_validator(mode="after")
    def _names_what_it_chases(self) -> Self:
        if (self.kind is CallKind.CHASE) != (self.order_id is not None):
            raise ValueError("a chase names its order, and nothing else does")
        return self
