"""Every page, by every rule: accessible by day and by night, small and large; in one language."""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Literal

import httpx
import pytest
from babel.messages.pofile import read_po
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import TimeoutError as NeverAppeared

from app.web.catalogs import CATALOGS, FOLDER
from tests.fixtures.installation import REPO_ROOT
from tests.fixtures.live_server import LiveServer
from tests.journeys.every_page import SHEETS, Visit, fill_evening, visits, words_of_the_shop
from tests.journeys.page_forms import nowhere
from tests.journeys.people import PHONE, TABLET, table

AXE = REPO_ROOT / "node_modules" / "axe-core" / "axe.min.js"
# A scheme that changes under an open page fades from colour to colour; axe would read the way.
_AT_ONCE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, *::before, *::after { transition: none !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
# The words of the other language in the same page: as wide as they will be, without a second visit.
_WIDTH_WITH = """html => {
  const other = new DOMParser().parseFromString(html, "text/html");
  document.documentElement.lang = other.documentElement.lang;
  document.body.innerHTML = other.body.innerHTML;
  document.querySelectorAll("details").forEach(each => each.open = true);
  return document.documentElement.scrollWidth - innerWidth;
}"""
_SETTLED = """() => document.getAnimations().every(each => each.playState !== "running" ||
  each.effect.getComputedTiming().iterations === Infinity)"""
_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
SCREENS: tuple[tuple[dict[str, int], Literal["light", "dark"]], ...] = (
    (PHONE, "light"),
    (TABLET, "dark"),
)
_BAD = ("serious", "critical")
_RUN = """async (only) => {
  const wanted = {resultTypes: ["violations"], runOnly: only, preload: false};
  const found = await axe.run(document, wanted);
  return found.violations.map(each => [each.impact, each.id,
    each.nodes.map(node => node.target.join(" ") + " " + (node.any[0] || {message: ""}).message)]);
}"""
# These name the columns of a file, which are called so in every language.
_ABOUT_FILES = (
    "The first row names the columns; 菜名 (name) and 价格 (price) are needed. At most 5000 rows.",
)
# What the product is called, in the title of a page.
_OWN_NAME = "Kaifan 开饭"
# Languages are named in themselves, and cards for tables speak both on one piece of paper.
_IN_BOTH = {
    "中文",
    "中文 + English",
    "Default: 中文 · never changed",
    "扫码点餐",
    "① 扫码 ② 选菜下单 ③ 坐等上菜",
    "无需手机号，也可请店员点餐 · 证照公示见点餐页底部",
    "Scan to order",
    "1 Scan · 2 Choose · 3 We serve you",
    "No phone number asked · staff take orders too",
}
_CJK = re.compile(r"[\u3400-\u9fff]+")
_ENGLISH = re.compile(r"[A-Za-z][a-z’']+(?: [A-Za-z][a-z’']+){2,}")


@pytest.fixture(scope="module")
def filled(server: LiveServer) -> LiveServer:
    """The demo restaurant with an evening's orders."""
    fill_evening(server)
    return server


class Walkers:
    """One browser context for each sort of person, and the same cookies for plain requests."""

    def __init__(self, browser: Browser, server: LiveServer) -> None:
        """Nobody has come yet."""
        self._browser, self._server = browser, server
        self._pages: dict[str, Page] = {}
        self._clients: dict[tuple[str, str], httpx.Client] = {}
        self._answers: dict[tuple[Visit, str], httpx.Response] = {}

    def page(self, who: str) -> Page:
        """The page of that person, logged in or sitting at a table."""
        if who not in self._pages:
            context = self._browser.new_context(
                base_url=self._server.base_url,
                reduced_motion="reduce",
                viewport=PHONE,  # type: ignore[arg-type]
            )
            self._set_out(context, who)
            self._pages[who] = context.pages[0]
        return self._pages[who]

    def answer(self, visit: Visit, language: str) -> httpx.Response:
        """What a plain request of that person is answered in a language; asked for once."""
        if (visit, language) not in self._answers:
            answer = self._client(visit.who, language).get(visit.path)
            assert answer.is_success or answer.is_redirect or not visit.endpoint, (visit, answer)
            self._answers[visit, language] = answer
        return self._answers[visit, language]

    def _client(self, who: str, language: str) -> httpx.Client:
        if (who, language) not in self._clients:
            kept = self.page(who).context.cookies()
            cookies = {each["name"]: each["value"] for each in kept} | {"kf_lang": language}
            made = httpx.Client(base_url=self._server.base_url, cookies=cookies, timeout=60)
            self._clients[who, language] = made
        return self._clients[who, language]

    def close(self) -> None:
        """Send everybody home."""
        for page in self._pages.values():
            page.context.close()
        for client in self._clients.values():
            client.close()

    def _set_out(self, context: BrowserContext, who: str) -> None:
        context.add_init_script(path=AXE)
        page, base = context.new_page(), self._server.base_url
        page.set_default_timeout(30_000)
        context.add_cookies([{"name": "kf_theme", "value": "auto", "url": base}])
        if who == "diner":
            page.goto(table(self._server, "A03")["url"])
        elif who != "anonymous":
            person = next(each for each in self._server.demo["staff"] if each["role"] == who)
            page.goto("/login")
            page.fill("[name=username]", person["username"])
            page.fill("[name=password]", person["password"])
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: "/login" not in url)


@pytest.fixture(scope="module")
def walkers(browser: Browser, filled: LiveServer) -> Iterator[Walkers]:
    """The people of the walk."""
    made = Walkers(browser, filled)
    yield made
    made.close()


class Findings:
    """What was wrong where, and how much was looked at."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.bad: list[str] = []
        self.minor: set[str] = set()
        self.runs = 0

    def look(self, page: Page, where: str) -> None:
        """Run axe over the page as it stands."""
        self.runs += 1
        for impact, rule, nodes in page.evaluate(_RUN, _RULES):
            if impact in _BAD:
                self.bad.append(f"{where}: {impact} {rule}: {nodes[:4]}")
            else:
                self.minor.add(f"{rule} ({impact}) at {where}: {nodes[:1]}")

    def look_at(self, page: Page, where: str) -> None:
        """Look with every closed part open, also at the width."""
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        self.look(page, where)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            self.bad.append(f"{where}: wider than the screen")

    def fit(self, page: Page, where: str, english: str) -> None:
        """Put the English words into the page; they have to fit the phone as well."""
        if page.evaluate(_WIDTH_WITH, english) > 1:
            self.bad.append(f"{where}: wider than the screen in English")

    def touch(self, page: Page, where: str, touches: tuple[str, ...]) -> bool:
        """Touch what opens a sheet, one after the other; whether all of it was there."""
        for selector in touches:
            try:
                page.locator(selector).locator("visible=true").first.click(timeout=10_000)
            except NeverAppeared as error:
                self.bad.append(f"{where}: {selector} cannot be touched: {error}")
                return False
            # What is asked of the server, and what rises from the edge, is there before the look.
            page.wait_for_load_state("networkidle")
            page.wait_for_function(_SETTLED)
        return True


def _is_page(answer: httpx.Response) -> bool:
    """False where a fragment, a file or a redirect to another page answers."""
    is_html = "text/html" in answer.headers.get("Content-Type", "")
    return not answer.is_redirect and is_html and "<!doctype html" in answer.text[:200]


def _open(page: Page, path: str) -> None:
    """Go there with a phone by day; later looks change the screen under the open page."""
    _turn(page, *SCREENS[0])
    page.goto(path)
    page.evaluate(_AT_ONCE)


def _turn(page: Page, width: dict[str, int], scheme: Literal["light", "dark"]) -> str:
    """Make it such a screen; what to call it."""
    page.set_viewport_size(width)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=scheme)
    return f"{width['width']} {scheme}"


def test_every_page_is_accessible(
    app: Flask, filled: LiveServer, walkers: Walkers, capsys: pytest.CaptureFixture[str]
) -> None:
    findings, pages = Findings(), 0
    for visit in visits(app, filled):
        if not _is_page(walkers.answer(visit, "zh")):
            continue
        pages += 1
        page = walkers.page(visit.who)
        _open(page, visit.path)
        for screen in SCREENS:
            findings.look_at(page, f"{visit.path} {_turn(page, *screen)}")
        _turn(page, *SCREENS[0])
        findings.fit(page, visit.path, walkers.answer(visit, "en").text)
        for touches in SHEETS.get(visit.endpoint, ()):
            _open(page, visit.path)
            if findings.touch(page, visit.path, touches):
                for _width, scheme in SCREENS:
                    where = f"{visit.path} {_turn(page, PHONE, scheme)} > {touches[-1]}"
                    findings.look(page, where)
    with capsys.disabled():
        counted = f"{pages} pages, {findings.runs} runs, {len(findings.bad)} serious"
        sys.stdout.write(f"\naxe: {counted}, {len(findings.minor)} minor\n")
    assert not findings.bad, "\n".join(findings.bad)


def test_control_a_fault_is_found(walkers: Walkers) -> None:
    page, findings = walkers.page("anonymous"), Findings()
    page.goto("/login")
    page.evaluate("document.querySelectorAll('label').forEach(each => each.remove())")
    findings.look(page, "/login")
    assert any("label" in each for each in findings.bad)


def test_control_english_that_is_too_wide_is_found(walkers: Walkers) -> None:
    page, findings = walkers.page("anonymous"), Findings()
    _open(page, "/login")
    findings.fit(page, "/login", "<html lang=en><body><iframe width=900></iframe>")
    assert findings.bad == ["/login: wider than the screen in English"]


def test_every_form_is_sent_where_it_is_taken(
    app: Flask, filled: LiveServer, walkers: Walkers
) -> None:
    looked, lost = 0, []
    for visit in visits(app, filled):
        answer = walkers.answer(visit, "zh")
        if "text/html" in answer.headers.get("Content-Type", "") and not answer.is_redirect:
            looked += "<form" in answer.text
            lost += nowhere(app, visit.path, answer.text)
    assert looked > 50
    assert not lost, "\n".join(lost)


def test_control_a_form_that_nobody_takes_is_found(app: Flask) -> None:
    page = "/backoffice/stock/waste"
    assert nowhere(app, page, '<form method="post">')
    assert not nowhere(app, page, '<form method="post" action="/backoffice/stock/work/waste">')


class _Texts(HTMLParser):
    """The words of a page outside of parts that say they are in another language."""

    _SILENT = ("script", "style")
    _VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "source", "wbr", "col"))
    _SHOWN = frozenset(("alt", "aria-label", "content", "placeholder", "title"))

    def __init__(self, language: str) -> None:
        """Read a page in `language`."""
        super().__init__()
        self.found: list[str] = []
        self._language, self._foreign = language, [False]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the words of its attributes; note whether it is silent or foreign."""
        given = dict(attrs)
        said = (given.get("lang") or self._language)[:2]
        # Paper is printed in the shop's own languages, whoever looks at it.
        is_paper = not {"kf-paper", "paper-menu"}.isdisjoint((given.get("class") or "").split())
        is_foreign = self._foreign[-1] or is_paper or tag in self._SILENT or said != self._language
        if tag not in self._VOID:
            self._foreign.append(is_foreign)
        if not is_foreign:
            self.found += [value for name, value in attrs if value and name in self._SHOWN]

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        if tag not in self._VOID and len(self._foreign) > 1:
            self._foreign.pop()

    def handle_data(self, data: str) -> None:
        """Take its words."""
        if data.strip() and not self._foreign[-1]:
            self.found.append(" ".join(data.split()))


def _texts(walkers: Walkers, visit: Visit, language: str) -> list[str]:
    """The texts of a page or fragment; none of a file or a redirect."""
    answer = walkers.answer(visit, language)
    if "text/html" not in answer.headers.get("Content-Type", "") or answer.is_redirect:
        return []
    reader = _Texts(language)
    reader.feed(answer.text)
    return reader.found


def test_no_chinese_in_english_pages(app: Flask, filled: LiveServer, walkers: Walkers) -> None:
    shop = words_of_the_shop(filled)
    # A dish without a picture shows the first character of its name.
    fine = {*_ABOUT_FILES, *_IN_BOTH, *(word[0] for word in shop if word)}
    leaks = [
        f"{visit.path}: {text}"
        for visit in visits(app, filled)
        for text in _texts(walkers, visit, "en")
        if text not in fine and _CJK.search(text) and _CJK.search(_without(text, shop))
    ]
    assert not leaks, "\n".join(sorted(set(leaks)))


def _without(text: str, words: list[str]) -> str:
    for word in [_OWN_NAME, *words]:
        text = text.replace(word, "")
    # A kitchen screen keeps the name it took in the language of its first page.
    return re.sub(r"厨显 \w+", "", text)


def test_no_english_in_chinese_pages(app: Flask, filled: LiveServer, walkers: Walkers) -> None:
    shop = words_of_the_shop(filled)
    known = {text for text, chinese in _translated().items() if text != chinese}
    leaks = [
        f"{visit.path}: {text}"
        for visit in visits(app, filled)
        for text in _texts(walkers, visit, "zh")
        if text not in _IN_BOTH
        and (text in known or _ENGLISH.search(text))
        and re.search(r"[a-z]", _without(text, shop))
    ]
    assert not leaks, "\n".join(sorted(set(leaks)))


def _translated() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in CATALOGS:
        with (FOLDER / "zh" / "LC_MESSAGES" / f"{name}.po").open("rb") as file:
            for message in read_po(file, locale="zh"):
                if isinstance(message.id, str) and message.id:
                    found[message.id] = str(message.string)
    return found
