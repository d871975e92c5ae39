"""What a campaign found, as rows of the table in docs/reliability.md."""

from dataclasses import dataclass


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


def table(results: list[Result]) -> str:
    """The rows as Markdown."""
    head = "| fault | tries | lost | unmarked duplicates | |\n|---|---:|---:|---:|---|\n"
    rows = [f"| {r.fault} | {r.tries} | {r.lost} | {r.unmarked} | {r.note} |" for r in results]
    return head + "\n".join(rows) + "\n"
