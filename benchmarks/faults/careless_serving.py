"""The product's server at a campaign's clock, without one of its defences: a control.

`WEAKNESS` names what it lacks: "keys" and it forgets what it has answered, "paper" and nobody takes
up what a printer got while the database could not be written. With "" it lacks nothing.
"""

import os

from app.core import idempotency
from app.printing.workers import PrinterWorker
from benchmarks.faults import clocked_serving


def weaken(weakness: str) -> None:
    """Take a defence away. Raises ValueError for one that there is not."""
    if weakness == "keys":
        idempotency.keep_answer = lambda *_given: None
    elif weakness == "paper":
        PrinterWorker._is_unsure = property(lambda _self: False, lambda _self, _value: None)  # type: ignore[assignment]
    elif weakness:
        raise ValueError(weakness)


def main() -> int:
    """Serve as `python -m app.serving` does."""
    weaken(os.environ.get("WEAKNESS", ""))
    return clocked_serving.main()


if __name__ == "__main__":
    raise SystemExit(main())
