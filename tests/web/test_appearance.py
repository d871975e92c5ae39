"""Light, dark or as the device wishes: chosen once per device, in the page as it is sent."""

from collections.abc import Callable

from app.staff.rights import Role
from tests.fixtures.callers import PageClient

_BY_WISH = 'media="(prefers-color-scheme: dark)"'


def _night(html: str) -> str:
    """The element that links the night's colours, "" where there is none."""
    return next((line for line in html.splitlines() if "dark.css" in line), "")


def test_a_new_device_is_followed_and_the_kitchen_is_dark(
    staff_page: Callable[[Role], PageClient],
) -> None:
    page = staff_page(Role.OWNER)
    assert _BY_WISH in _night(page.get("/backoffice").text)
    assert _BY_WISH in _night(page.get("/counter").text)
    kitchen = _night(page.get("/kitchen").text)
    assert kitchen and _BY_WISH not in kitchen


def test_a_device_keeps_what_was_chosen_on_it(staff_page: Callable[[Role], PageClient]) -> None:
    page = staff_page(Role.OWNER)
    for chosen, is_linked in (("dark", True), ("light", False)):
        assert page.post("/language", data={"theme": chosen, "next": "/kitchen"}).status_code == 302
        for address in ("/backoffice", "/counter", "/kitchen", "/login?password=1"):
            night = _night(page.get(address, follow_redirects=True).text)
            assert bool(night) == is_linked and _BY_WISH not in night, (chosen, address)
    page.post("/language", data={"theme": "auto", "next": "/kitchen"})
    assert _BY_WISH in _night(page.get("/kitchen").text)


def test_nonsense_is_not_kept(staff_page: Callable[[Role], PageClient]) -> None:
    page = staff_page(Role.OWNER)
    answer = page.post("/language", data={"theme": "purple", "next": "/kitchen"})
    assert "kf_theme" not in str(answer.headers.getlist("Set-Cookie"))
