"""What breaking a printer came to, before it becomes rows of the table."""

from dataclasses import dataclass

from benchmarks.faults.campaigns import Finding


@dataclass(frozen=True, slots=True)
class Result:
    """One fault: how often it was made, what was lost, what came twice without saying so."""

    fault: str
    tries: int
    lost: int
    unmarked: int
    note: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the promise held."""
        return not self.lost and not self.unmarked

    def finding(self) -> Finding:
        """The row: tries, lost, unmarked duplicates."""
        note = f" ({self.note})" if self.note else ""
        what = f"{self.fault}: {self.tries} times{note}; lost, unmarked copies"
        return Finding(what, f"{self.lost}, {self.unmarked}", "0, 0")
