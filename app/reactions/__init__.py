"""What happens when something happened: one event in, one verb out. Read here, file by file."""

from app.reactions import calls, kitchen, moving, notices, ordering, printing, push, stock

__all__ = ["calls", "kitchen", "moving", "notices", "ordering", "printing", "push", "stock"]
