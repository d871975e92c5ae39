"""Table cards: every layout, every code on them read back from the printed page."""

import io
import re
import zipfile

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import db
from app.printing.devices import paper_of
from app.printing.models import PrintJob
from app.printing.options import PrinterOptions
from app.settings import service as settings_service
from app.tables import codes, service
from app.tables.settings import TablesSettings
from app.web.backoffice.cards_layout import LAYOUTS, Card, draw_sheets
from app.web.backoffice.cards_pdf import write_pdf
from printer.decode import decode
from printer.decoded import Qr
from printer.documents import from_json
from printer.encode import render
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient

CARDS = "/backoffice/tables/cards"
BASE = "http://192.168.1.20:8000"
_DOTS = 300 / 72


@pytest.fixture
def reachable(shop: Shop) -> None:
    """The owner has said where phones reach the shop."""
    settings_service.save(TablesSettings(public_url=BASE), actor=shop.actor)


def pages_of(content: bytes) -> list[Image.Image]:
    """The pages of a PDF as a printer with 300 dots an inch puts them on paper."""
    document = pypdfium2.PdfDocument(content)
    found = [page.render(scale=_DOTS).to_pil() for page in document]
    document.close()
    return found


def read(picture: Image.Image) -> list[str]:
    """What a phone reads from a picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", ["both", "zh", "en"])
def test_every_code_on_every_sheet_is_read_back(layout: str, language: str) -> None:
    chosen = LAYOUTS[layout]
    cards = [
        Card(f"A{n:02d}", f"{BASE}/t/k3x9m2pa-{n}-abcdefghijkl", n == 1)
        for n in range(1, chosen.per_sheet + 2)
    ]
    sheets = draw_sheets("一家名字特别特别长的小饭馆（人民路店）", cards, chosen, language)
    pages = pages_of(write_pdf("卡", sheets))
    assert len(pages) == 2
    seen = [text for page in pages for text in read(page)]
    times = 2 if chosen.is_tent else 1
    assert sorted(seen) == sorted(card.address for card in cards for _ in range(times))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_word_leaves_its_card(layout: str) -> None:
    cards = [Card("桌名很长十二个字呢呀啦", f"{BASE}/t/x-1-abcdefghijkl", True)]
    [sheet] = draw_sheets("店" * 60, cards, LAYOUTS[layout], "both")
    for panel in sheet.panels:
        for text in panel.texts:
            assert 0 < text.baseline <= panel.height, text
            assert text.size * len(text.text) < 2 * panel.width, text
        left = min(run[0] for run in panel.code.runs)
        right = max(run[0] + run[2] for run in panel.code.runs)
        assert 0 < left < right < panel.width


def test_the_page_shows_what_will_be_printed(owner: PageClient, shop: Shop) -> None:
    assert "手机打不开这些桌码" in owner.get(CARDS).text
    settings_service.save(TablesSettings(public_url=BASE), actor=shop.actor)
    page = owner.get(CARDS).text
    assert page.count('class="sheet-card"') == 4
    assert "手机打不开这些桌码" not in page
    one = owner.get(f"{CARDS}?area={shop.areas[1].id}").text
    assert one.count('class="sheet-card"') == 1
    two = owner.get(f"{CARDS}?table={shop.tables[0].id}&table={shop.tables[3].id}").text
    assert two.count('class="sheet-card"') == 2
    tents = owner.get(f"{CARDS}?layout=tent&table={shop.tables[0].id}").text
    assert tents.count('class="sheet-card"') == 2 and "rotate(180" in tents
    assert "扫码点餐" not in owner.get(f"{CARDS}?language=en").text


def test_the_pdf_leads_where_the_phones_scan(
    owner: PageClient, shop: Shop, reachable: None
) -> None:
    pickup = service.add_pickup_point("前台", actor=shop.actor)
    answer = owner.get(f"{CARDS}.pdf?layout=8")
    assert answer.mimetype == "application/pdf"
    [sheet] = pages_of(answer.data)
    wanted = {f"{BASE}/t/{codes.code_of(table)}" for table in [*shop.tables, pickup]}
    assert set(read(sheet)) == wanted
    assert len(re.findall(rb"/Type /Page\b", answer.data)) == 1


def test_a_sticker_s_page_has_the_sticker_s_size(owner: PageClient, shop: Shop) -> None:
    answer = owner.get(f"{CARDS}.pdf?layout=sticker50&table={shop.tables[0].id}")
    [page] = pages_of(answer.data)
    assert page.width == page.height == pytest.approx(50 / 25.4 * 300, abs=2)


def test_single_codes_come_as_pictures(owner: PageClient, shop: Shop, reachable: None) -> None:
    table = shop.tables[0]
    address = f"{BASE}/t/{codes.code_of(table)}"
    png = owner.get(f"/backoffice/tables/{table.id}/code.png")
    assert read(Image.open(io.BytesIO(png.data)).convert("L")) == [address]
    svg = owner.get(f"/backoffice/tables/{table.id}/code.svg")
    assert svg.mimetype == "image/svg+xml" and b"<path" in svg.data
    everything = owner.get("/backoffice/tables/codes.zip")
    with zipfile.ZipFile(io.BytesIO(everything.data)) as archive:
        pictures = [name for name in archive.namelist() if name.endswith(".png")]
        seen = {
            text
            for name in pictures
            for text in read(Image.open(io.BytesIO(archive.read(name))).convert("L"))
        }
    assert len(pictures) == 4
    assert seen == {f"{BASE}/t/{codes.code_of(each)}" for each in shop.tables}


def test_without_tables_there_is_nothing_to_print(owner: PageClient, shop: Shop) -> None:
    for table in list(shop.tables):
        service.remove_table(table.id, actor=shop.actor)
    assert owner.get(f"{CARDS}.pdf").status_code == 302
    assert "没有" in owner.get(CARDS).text


@pytest.mark.usefixtures("reachable")
@pytest.mark.parametrize("width_mm", [58, 80])
def test_cards_on_receipt_paper_are_shown_printed_once_and_read_back(
    owner: PageClient, shop: Shop, width_mm: int
) -> None:
    printer = make_printer(shop.actor, "前台", width_mm=width_mm)
    tables = shop.tables[:2]
    chosen = "&".join(f"table={table.id}" for table in tables)
    html = owner.get(f"{CARDS}?{chosen}&language=en").text
    assert "打印 2 张" in html and "Scan to order" in html
    key = re.search(r'name="key" value="([^"]+)"', html)
    assert key is not None
    form = {"printer": printer.id, "key": key[1]}
    for _ in range(2):
        sent = owner.post(f"{CARDS}/print?{chosen}&language=en", data=form)
        assert sent.status_code == 303
    jobs = db.session.scalars(select(PrintJob).order_by(PrintJob.id)).all()
    assert [job.document["table"] for job in jobs] == [table.name for table in tables]
    for job, table in zip(jobs, tables, strict=True):
        paper = decode(render(from_json(job.document), paper_of(printer)))
        (code,) = [each.text for each in paper if isinstance(each, Qr)]
        assert code == f"{BASE}/t/{codes.code_of(table)}"
    assert db.session.query(AuditEntry).filter_by(action="table_cards.printed").count() == 1


def test_without_receipt_paper_the_page_says_so(owner: PageClient, shop: Shop) -> None:
    labels = PrinterOptions(commands="tspl")
    make_printer(shop.actor, "标签", options=labels)
    html = owner.get(CARDS).text
    assert "没有" in html and 'id="print-cards"' not in html
    form = {"printer": "gone", "key": "k1"}
    assert owner.post(f"{CARDS}/print", data=form).status_code == 303
    assert "不在了" in owner.get(CARDS).text
