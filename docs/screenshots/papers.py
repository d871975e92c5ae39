"""Takes a picture of every document at 58 and 80 mm in both languages: no server is needed.

The pictures are drawn in Chromium from the very bytes a printer would get.
"""

from dataclasses import replace
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from printer.decode import decode
from printer.encode import render
from printer.language import Language
from printer.paper import MM58, MM80
from printer.preview import job_to_html, to_html
from printer.specimens import specimens
from printer.tspl import label_paper

HERE = Path(__file__).resolve().parent
CHROMIUM = "/usr/bin/chromium"
STYLE = HERE.parents[1] / "printer/virtual/style.css"
# So that a sheet is no wider than a page of documentation.
GROUPS = {
    "kitchen": ("kitchen_slip", "kitchen_total", "kitchen_dish", "add_on", "reprint"),
    "changes": ("void", "change", "move", "merge", "split", "rush", "fire"),
    "bills": ("pre_bill", "receipt", "shift_report", "day_report"),
    "guests": ("takeout_slip", "pickup_number", "queue_ticket", "cup_label", "table_card"),
    "test": ("test_page",),
}
LABELS_MM = ((40, 30), (60, 40))
STYLES = [HERE.parents[1] / "static/css" / name for name in ("tokens.css", "paper.css")]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def main() -> None:
    """All sheets, beside this file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 2400, "height": 900})
        for language in LANGUAGES:
            for group, names in GROUPS.items():
                for paper in (MM58, MM80):
                    _shoot(page, _sheet(language, names, paper.width_mm), group,
                           f"{paper.width_mm}-{language}")  # fmt: skip
            _shoot(page, _labels(language), "labels", language)
        browser.close()


def _sheet(language: Language, names: tuple[str, ...], width_mm: int) -> str:
    paper = replace(MM58 if width_mm == MM58.width_mm else MM80, encoding="gb18030")
    documents = specimens(language)
    papers = "".join(
        f"<div>{to_html(decode(render(documents[name], paper)), paper, language)}</div>"
        for name in names
    )
    style = STYLE.read_text(encoding="utf-8")
    return (
        f'<!doctype html><meta charset="utf-8"><style>{style} #sheet {{ display: flex; gap: 24px;'
        " align-items: flex-start; padding: 24px; width: max-content; }</style>"
        f'<div id="sheet">{papers}</div>'
    )


def _labels(language: Language) -> str:
    """A cup label on labels of their own sizes, from the bytes of a TSPL printer."""
    cup = specimens(language)["cup_label"]
    papers = [replace(label_paper(*size, MM58), encoding="gb18030") for size in LABELS_MM]
    drawn = "".join(job_to_html(render(cup, paper), paper, language) for paper in papers)
    style = "".join(each.read_text(encoding="utf-8") for each in STYLES)
    return (
        f'<!doctype html><meta charset="utf-8"><style>{style} #sheet {{ display: flex; gap: 24px;'
        " padding: 24px; width: max-content; background: #ddd; }</style>"
        f'<div id="sheet">{drawn}</div>'
    )


def _shoot(page: Page, html: str, group: str, name: str) -> None:
    file = HERE / f"papers-{group}-{name}.png"
    page.set_content(html)
    page.locator("#sheet").screenshot(path=file)
    with Image.open(file) as shot:
        # Black on cream: a few greys are all there is.
        small = shot.convert("L").quantize(8)
        small.save(file, optimize=True)


if __name__ == "__main__":
    main()
