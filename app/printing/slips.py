"""The keys of kitchen slips: which ticket, which dish, which printer a job stands for."""

from app.printing.models import PrintJob


def slip_key(ticket_id: str, printer_id: str, line_id: str = "") -> str:
    """The key of a ticket's slip at a printer, or of one dish of it."""
    key = f"slip:{ticket_id}:{printer_id}"
    return f"{key}:{line_id}" if line_id else key


def total_key(order_id: str, printer_id: str) -> str:
    """The key of an order's whole slip 总单 at a printer."""
    return f"total:{order_id}:{printer_id}"


def label_key(ticket_id: str, printer_id: str, line_id: str, portion: int) -> str:
    """The key of one portion's label."""
    return f"label:{ticket_id}:{printer_id}:{line_id}:{portion}"


def line_of(job: PrintJob) -> str | None:
    """The line of the one dish that a slip is for; None when it is for more."""
    parts = (job.key or "").split(":")
    return parts[3] if parts[0] == "slip" and len(parts) > 3 else None


def is_slip(job: PrintJob) -> bool:
    """Whether a job prints a ticket itself: no label, and not what was said of it later."""
    document = job.document
    return document.get("kind") == "kitchen_slip" and not document.get("purpose")
