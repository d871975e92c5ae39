"""From an empty folder to a printed test order: the terminal's link, the steps, a power cut."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fixtures.live_server import REPO_ROOT, free_port
from tests.fixtures.postgres import Databases
from tests.journeys.people import PHONE, TABLET, device

PASSWORD = "plum-teapot-rain"
PATIENCE_S = 120


class EmptyShop:
    """A server on an empty folder; its terminal is what it prints."""

    def __init__(self, data: Path, database: str = "") -> None:
        """Serve the folder `data`, on one port for as long as this object lives."""
        self.data, self.port = data, free_port()
        self.environment = {**os.environ, **({"DATABASE_URL": database} if database else {})}
        self.base_url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it says that it is open."""
        file = self.data / "terminal.txt"
        with file.open("wb") as terminal:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.serving", "--data", str(self.data),
                 "--host", "127.0.0.1", "--port", str(self.port)],
                cwd=REPO_ROOT, env=self.environment, stdout=terminal, stderr=terminal,
                start_new_session=True,
            )  # fmt: skip
        end = time.monotonic() + PATIENCE_S
        while "stop with Ctrl-C" not in self.terminal:
            assert self.process.poll() is None and time.monotonic() < end, self.terminal
            time.sleep(0.2)

    @property
    def terminal(self) -> str:
        """What it has printed since its last start."""
        return (self.data / "terminal.txt").read_text(encoding="utf-8")

    @property
    def link(self) -> str | None:
        """The one-time link that it printed."""
        found = re.search(r"http://\S+/setup/\w+", self.terminal)
        return found.group() if found else None

    def cut_power(self) -> None:
        """End every process of it at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(60)


@pytest.fixture
def empty_shop(tmp_path: Path, databases: Databases | None) -> Iterator[EmptyShop]:
    """A running server without a shop."""
    server = EmptyShop(tmp_path, databases.copy() if databases else "")
    server.start()
    yield server
    if server.process.poll() is None:
        server.cut_power()


@pytest.mark.server
def test_an_installer_goes_from_the_terminal_to_a_printed_test_order(
    browser: Browser, empty_shop: EmptyShop
) -> None:
    stranger = device(browser, PHONE, is_phone=True).page
    stranger.goto(empty_shop.base_url)
    expect(stranger.locator("body")).to_contain_text("python run.py setup-link")
    assert stranger.locator("button[value=shop]").count() == 0

    page = device(browser, TABLET).page
    page.set_default_timeout(PATIENCE_S * 1000)
    chinese = {"name": "kf_lang", "value": "zh", "url": empty_shop.base_url}
    page.context.add_cookies([chinese])  # type: ignore[list-item]
    assert empty_shop.link is not None
    page.goto(empty_shop.link)
    page.click("button[value=shop]")
    open_account(page)
    page.wait_for_url("**/setup/shop")
    page.fill("[name=all_opens0]", "11:00")
    page.fill("[name=all_closes0]", "14:00")
    page.click("form[action$='/setup/shop'] .primary")
    page.wait_for_url("**/setup/dining")

    empty_shop.cut_power()
    empty_shop.start()
    assert empty_shop.link is None
    page.goto(empty_shop.base_url)
    page.wait_for_url("**/setup/dining")
    page.click("button[value=dining]")
    page.wait_for_url("**/setup/tables")
    expect(page.locator(".series-names").first).to_contain_text("12")
    page.click("form[action$='/setup/tables'] .primary")
    page.click("form[action$='/sample'] button")
    page.wait_for_url("**/setup/printers")
    page.locator("form:has(input[value=virtual]) button").click()
    page.click("form[action$='/keep'] button")
    route_to_stations(page)
    print_and_enter(page)


def open_account(page: Page) -> None:
    """The first step: the shop's name and the owner."""
    page.fill("#shop_name", "湘味小馆")
    page.fill("#name", "王芳")
    page.fill("#username", "wangfang")
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.click("form .primary")


def route_to_stations(page: Page) -> None:
    """The seventh step: three stations are suggested, and each category finds its own."""
    page.wait_for_url("**/setup/stations")
    names = page.locator(".station-line [name=name]").evaluate_all("all => all.map(e => e.value)")
    assert names == ["热菜", "凉菜", "饮品"]
    page.click("form[action$='/stations'] .primary")
    page.wait_for_url("**/setup/stations#routes")
    cold = page.get_by_label("凉菜", exact=True).locator("option:checked")
    expect(cold).to_have_text("凉菜")
    expect(page.locator(".station-printers input:checked")).to_have_count(3)
    page.click("form[action$='/stations'] .primary")


def print_and_enter(page: Page) -> None:
    """The last step: the paper is there, what was passed over is named, the shop is open."""
    page.wait_for_url("**/setup/finish")
    page.click("form[action$='/try'] button")
    printers = page.locator(".setup-printers")
    expect(printers).to_contain_text("打印机已确认", timeout=PATIENCE_S * 1000)
    with page.expect_popup() as opened:
        page.click(".setup-printers a")
    paper = opened.value.locator(".slip", has_text="TEST").first
    expect(paper).to_be_visible()
    expect(page.locator(".setup-left")).to_contain_text("点单方式")
    page.click("form[action$='/setup/finish'] .primary")
    page.wait_for_url("**/backoffice")
    expect(page.locator("body")).to_contain_text("湘味小馆")


@pytest.mark.server
def test_the_demo_comes_and_goes_without_a_trace_in_the_shop(
    browser: Browser, empty_shop: EmptyShop
) -> None:
    page = device(browser, TABLET).page
    page.set_default_timeout(PATIENCE_S * 1000)
    assert empty_shop.link is not None
    page.goto(empty_shop.link)
    page.click("button[value=demo]")
    page.wait_for_selector("button[value=kitchen]")
    stranger = device(browser, PHONE, is_phone=True).page
    stranger.set_default_timeout(PATIENCE_S * 1000)
    stranger.goto(f"{empty_shop.base_url}/setup/demo")
    assert stranger.locator("button[name=role]").count() == 0
    page.click("button[value=kitchen]")
    page.wait_for_url("**/kitchen")
    page.click(".demo-bar a")
    page.click("form[action$='/demo/end'] button")
    page.wait_for_selector("button[value=shop]")
    page.click("button[value=shop]")
    open_account(page)
    page.wait_for_url("**/setup/shop")
    page.goto(f"{empty_shop.base_url}/backoffice/menu")
    assert "宫保鸡丁" not in page.content()
