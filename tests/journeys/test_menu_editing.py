"""The owner puts the menu in order by hand, takes it back, and a guest's phone follows."""

import io
import re

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.fixtures.live_server import LiveServer
from tests.journeys.people import PATIENCE_MS, PHONE, TABLET, device, log_in, sit_down, until

# Two photos in the clipboard, and no hand on the form.
PASTED = """async () => {
  const carried = new DataTransfer();
  for (const colour of ["#c33", "#393"]) {
    const canvas = new OffscreenCanvas(400, 300), ink = canvas.getContext("2d");
    ink.fillStyle = colour;
    ink.fillRect(0, 0, 400, 300);
    const blob = await canvas.convertToBlob({ type: "image/png" });
    carried.items.add(new File([blob], "photo.png", { type: "image/png" }));
  }
  const paste = { clipboardData: carried, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new ClipboardEvent("paste", paste));
}"""


def photo(name: str, colour: tuple[int, int, int]) -> FilePayload:
    """A file as the camera of a phone hands it over; another colour is another picture."""
    content = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(content, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": content.getvalue()}


def dishes(page: Page) -> list[str]:
    """The names of the arranged dishes in order."""
    shown = page.locator("#dishes .movable .grow").all_inner_texts()
    return [name.strip() for name in shown]


def drag(page: Page, handle: int, to: int) -> None:
    """Drag one dish's handle over another's with the mouse."""
    boxes = [page.locator("#dishes .handle").nth(n).bounding_box() for n in (handle, to)]
    (start, end) = [(box["x"] + 20, box["y"] + 24) for box in boxes if box]
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0], start[1] + 10, steps=3)
    page.mouse.move(end[0], end[1] + 12, steps=40)
    page.mouse.move(end[0], end[1] + 20, steps=10)
    page.mouse.up()


def test_an_order_is_dragged_seen_by_guests_and_undone(
    browser: Browser, server: LiveServer
) -> None:
    office, phone = device(browser, TABLET), device(browser, PHONE, is_phone=True)
    owner = log_in(office, server, "owner")
    menu = sit_down(phone, server, "A04")
    first_for_guests = menu.locator("article.dish").first
    owner.goto(f"{server.base_url}/backoffice/menu/arrange")
    before = dishes(owner)
    expect(first_for_guests).to_contain_text(before[0])

    with owner.expect_response("**/move"):
        drag(owner, 0, 2)
    offer = owner.locator(".offer")
    expect(offer).to_contain_text(before[0])
    until(owner, lambda: dishes(owner) == [before[1], before[2], before[0], *before[3:]])
    expect(first_for_guests).to_contain_text(before[1])

    with owner.expect_response("**/move"):
        owner.locator("#dishes .movable").nth(2).get_by_role("button").first.press("Enter")
    until(owner, lambda: dishes(owner) == [before[1], before[0], before[2], *before[3:]])

    offer.get_by_role("button").first.click()
    owner.locator(".alert .undo").wait_for()
    until(owner, lambda: dishes(owner) == [before[1], before[2], before[0], *before[3:]])
    assert not office.complaints and not phone.complaints


def test_a_bulk_price_is_seen_before_and_undone_after(browser: Browser, server: LiveServer) -> None:
    office = device(browser, PHONE, is_phone=True)
    page = log_in(office, server, "owner")
    page.goto(f"{server.base_url}/backoffice/menu")
    prices = page.locator(".dish-price")
    before = prices.all_inner_texts()[:2]
    for place in (0, 1):
        page.locator(".tick").nth(place).tap()
    page.locator(".bulk-bar .btn-primary").tap()
    page.fill("#amount", "3")
    page.locator("#look").tap()
    expect(page.locator(".new-prices tbody tr")).to_have_count(2)
    page.locator("[name=agreed]").tap()
    page.locator(".alert .undo button").wait_for()
    for place in (0, 1):
        expect(prices.nth(place)).not_to_have_text(before[place])
    page.locator(".alert .undo button").tap()
    for place in (0, 1):
        expect(prices.nth(place)).to_have_text(before[place])
    assert not office.complaints


def test_pasted_photos_become_pictures_of_the_dish(browser: Browser, server: LiveServer) -> None:
    office = device(browser, TABLET)
    page = log_in(office, server, "owner")
    page.goto(f"{server.base_url}/backoffice/menu")
    page.locator(".dish-main").first.click()
    pictures = page.locator("#pictures img")
    expect(page.locator("[data-controller=pictures]")).to_be_visible()
    page.wait_for_load_state()
    before = pictures.count()
    page.evaluate(PASTED)
    expect(pictures).to_have_count(before + 2, timeout=PATIENCE_MS)
    expect(page.locator(".picture-sending")).to_be_hidden()
    page.reload()
    expect(pictures).to_have_count(before + 2)
    assert not office.complaints


def test_photos_that_a_phone_takes_or_chooses_become_pictures_of_the_dish(
    browser: Browser, server: LiveServer
) -> None:
    office = device(browser, PHONE, is_phone=True)
    page = log_in(office, server, "owner")
    page.goto(f"{server.base_url}/backoffice/menu")
    page.locator(".dish-main").last.click()
    pictures, camera = page.locator("#pictures img"), page.locator("#camera")
    expect(page.locator("[data-controller=pictures]")).to_be_visible()
    expect(camera).to_have_attribute("capture", "environment")
    before = pictures.count()
    camera.set_input_files(photo("IMG_0001.jpg", (204, 51, 51)))
    expect(pictures).to_have_count(before + 1, timeout=PATIENCE_MS)
    expect(page.locator(".picture-sending")).to_be_hidden()
    album = [photo("IMG_0002.jpg", (51, 153, 51)), photo("IMG_0003.jpg", (51, 51, 153))]
    page.locator("#picture").set_input_files(album)
    expect(pictures).to_have_count(before + 3, timeout=PATIENCE_MS)
    expect(page.locator(".picture-sending")).to_be_hidden()
    page.reload()
    expect(pictures).to_have_count(before + 3)
    assert not office.complaints


def test_a_photo_chosen_for_a_new_dish_is_seen_at_once_and_kept(
    browser: Browser, server: LiveServer
) -> None:
    office = device(browser, PHONE, is_phone=True)
    page = log_in(office, server, "owner")
    page.goto(f"{server.base_url}/backoffice/dishes/new")
    page.locator("#picture").set_input_files([photo("IMG_0004.jpg", (90, 60, 120))])
    shown = page.locator(".picture-frame img")
    expect(shown).to_be_visible()
    expect(shown).to_have_attribute("src", re.compile("^blob:"))
    page.fill("#name", "拍照新菜")
    page.fill("#price", "18")
    page.locator("#category_id").select_option(index=1)
    page.locator(".save-bar .btn-primary").tap()
    expect(page.locator("h1")).to_have_text("拍照新菜", timeout=PATIENCE_MS)
    expect(page.locator("#pictures img")).to_have_count(1)
    assert not office.complaints
