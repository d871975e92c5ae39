"""Validated commands about accounts."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.core.cards import hidden
from app.core.money import MAX_FEN
from app.payments.models import Channel


class SettlementInput(BaseModel):
    """Somebody pays what was put on account, or a part of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=48),
        AfterValidator(hidden),
    ]
    amount_fen: Annotated[int, Field(strict=True, ge=1, le=MAX_FEN)]
    channel: Literal[Channel.CASH, Channel.STATIC_CODE]
    note: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=100), AfterValidator(hidden)
    ] = ""
