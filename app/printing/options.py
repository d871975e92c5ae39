"""What an owner may set on a printer beyond where it is: paper, knife, bell, drawer, copies."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

_LONGEST_BUZZER = 16


class PrinterOptions(BaseModel):
    """A printer's settings as they are stored; what is missing has its default.

    `columns` 0 and `cutter` "" follow the paper's width; `feed_lines` -1 the printer's kind.
    `buzzer` is the model's own byte string in hex. `density` goes from -2 to 2.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    columns: Literal[0, 30, 32, 42, 44, 48] = 0
    cutter: Literal["", "yes", "no"] = ""
    buzzer: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    has_drawer: bool = False
    copies: Annotated[int, Field(ge=1, le=5)] = 1
    density: Annotated[int, Field(ge=-2, le=2)] = 0
    feed_lines: Annotated[int, Field(ge=-1, le=20)] = -1
    baud: Literal[9600, 19_200, 38_400, 57_600, 115_200] = 9600
    obeys_busy: bool = False
    commands: Literal["escpos", "tspl", "escpos_label"] = "escpos"
    label_width_mm: Annotated[int, Field(ge=20, le=110)] = 40
    label_height_mm: Annotated[int, Field(ge=15, le=200)] = 30
    language: Literal["", "zh", "en"] = ""

    @field_validator("buzzer")
    @classmethod
    def _is_hex(cls, value: str) -> str:
        """Bytes as hex with blanks between; ValueError otherwise."""
        raw = bytes.fromhex(value)
        if len(raw) > _LONGEST_BUZZER:
            raise ValueError("a buzzer's command is short")
        return raw.hex(" ")
