"""Validated operations on a cart."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.core.money import MAX_FEN
from app.ordering.inputs import MAX_QUANTITY, LineInput, LongNote, Moment, Note, command_of

MAX_OPERATIONS = 100

Key = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_\-]{8,40}$")]


class _Operation(BaseModel):
    """What every operation says: its own id, and the version of the cart that its phone saw."""

    model_config = ConfigDict(frozen=True)

    id: Key
    seen: Annotated[int, Field(strict=True, ge=0)] = 0


class AddOperation(_Operation):
    """Put a line into the cart, or more into the same guest's line that is alike."""

    kind: Literal["add"]
    line_id: Key
    line: LineInput


class ChangeOperation(_Operation):
    """Some portions more or fewer."""

    kind: Literal["change"]
    line_id: Key
    delta: Annotated[int, Field(strict=True, ge=-MAX_QUANTITY, le=MAX_QUANTITY)]


class RemoveOperation(_Operation):
    """Take the line out."""

    kind: Literal["remove"]
    line_id: Key


class EditOperation(_Operation):
    """Another note (`was_note` is the one that the phone saw) or other options."""

    kind: Literal["edit"]
    line_id: Key
    note: Note | None = None
    was_note: Note = ""
    option_ids: Annotated[tuple[str, ...], Field(max_length=40)] | None = None


class ClearOperation(_Operation):
    """Empty the cart."""

    kind: Literal["clear"]


class RestoreOperation(_Operation):
    """Put back what the clearing `clear_id` took out."""

    kind: Literal["restore"]
    clear_id: Key


class PartyOperation(_Operation):
    """The note on the whole order, and how many are eating."""

    kind: Literal["party"]
    note: LongNote | None = None
    was_note: LongNote = ""
    covers: Annotated[int, Field(strict=True, ge=1, le=99)] | None = None


class RenameOperation(_Operation):
    """Another colour and animal for this phone; "" for any that is free."""

    kind: Literal["rename"]
    name: Annotated[str, StringConstraints(max_length=40)]


class StayOperation(_Operation):
    """Somebody is still choosing: the cart lives on."""

    kind: Literal["stay"]


Operation = Annotated[
    AddOperation
    | ChangeOperation
    | RemoveOperation
    | EditOperation
    | ClearOperation
    | RestoreOperation
    | PartyOperation
    | RenameOperation
    | StayOperation,
    Field(discriminator="kind"),
]


class OperationsInput(BaseModel):
    """Operations of one phone, in the order in which they were made."""

    model_config = ConfigDict(frozen=True)

    operations: Annotated[tuple[Operation, ...], Field(min_length=1, max_length=MAX_OPERATIONS)]


class PlaceCartInput(BaseModel):
    """The cart is to be ordered as the phone saw it.

    That is at `cart_version`, with the phone's own `operations` that it had not sent yet.
    """

    model_config = ConfigDict(frozen=True)

    cart_version: Annotated[int, Field(strict=True, ge=0)]
    operations: Annotated[tuple[Operation, ...], Field(max_length=MAX_OPERATIONS)] = ()
    expected_total_fen: Annotated[int, Field(strict=True, ge=0, le=MAX_FEN)] | None = None
    due_at: Moment | None = None

    def command(self) -> dict[str, Any]:
        """What two requests must have in common to be the same command."""
        return command_of(self)
