"""What a page offers after something was removed."""

import re


def take_back_path(text: str) -> str:
    """Where the button sends its form that takes back what was removed."""
    form = re.search(r'class="undo" action="(/backoffice/(?:tables|printers|staff)/[^"]+)"', text)
    assert form, "no offer to take it back"
    return form.group(1)
