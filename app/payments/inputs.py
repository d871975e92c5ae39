"""Validated commands for taking money."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.core.cards import hidden
from app.core.money import MAX_FEN
from app.payments.models import Channel

Amount = Annotated[int, Field(strict=True, ge=1, le=MAX_FEN)]


class PaymentInput(BaseModel):
    """Money offered. Without `tendered_fen`, cash is taken to be the exact amount.

    `expected_due_fen` is what the cashier saw as due: with it, two cashiers who take a part each
    at the same moment cannot both take the same part.
    """

    model_config = ConfigDict(frozen=True)

    channel: Channel
    amount_fen: Amount
    tendered_fen: Amount | None = None
    expected_due_fen: Amount | None = None
    account_name: Annotated[str, Field(max_length=48), AfterValidator(hidden)] = ""

    def command(self) -> dict[str, Any]:
        """What two requests must have in common to be the same command."""
        # Without a name the same as before there were accounts: keys are kept for ever.
        left_out = set() if self.account_name else {"account_name"}
        return self.model_dump(mode="json", exclude=left_out)
