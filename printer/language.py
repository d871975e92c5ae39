"""The two languages of paper, and the marks of a second copy."""

from typing import Literal

Language = Literal["zh", "en"]
Copy = Literal["", "reprint", "possible_copy"]
