"""The screen's protocol and commands, run in a real browser against a server that misbehaves."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.fixtures.browsing import page_with_modules

ENTRY = """
export { Feed } from "./feed.js";
export { Bell } from "./bell.js";
export { Commands } from "./commands.js";
export { Ringer } from "./ringer.js";
export { callOf } from "./calls.js";
export { Reporter } from "./reporter.js";
export { totalsByDish, totalsByIngredient } from "./totals.js";
"""
# A kitchen with numbered events, as the server keeps them; `log` is what the screen did.
KITCHEN = """
window.makeKitchen = (count, pageSize, extra = {}) => {
  const server = { epoch: "e1", events: [], log: [] };
  server.add = () => server.events.push({ seq: server.events.length + 1 });
  for (let n = 0; n < count; n += 1) server.add();
  const feed = new scripts.Feed({
    pageSize,
    pull: async (since) => {
      server.log.push(`pull ${since}`);
      if (server.fails) throw new Error("no network");
      const all = server.events.filter((each) => each.seq > since);
      return { epoch: server.epoch, head: server.events.length, events: all.slice(0, pageSize) };
    },
    draw: async (events) => {
      if (server.cannotDraw) throw new Error("no card");
      server.log.push(`draw ${events.map((each) => each.seq).join(",")}`);
    },
    restart: async () => {
      server.log.push("restart");
      return { epoch: server.epoch, seq: server.events.length, isWhole: true };
    },
    ...extra,
  });
  feed.start({ epoch: "e1", seq: 0, isWhole: true });
  return { server, feed };
};
"""


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Page:
    """A blank page that has the modules as `scripts`."""
    blank = page_with_modules(browser, "kitchen", ENTRY, tmp_path / "scripts.js")
    blank.add_script_tag(content=KITCHEN)
    return blank


def run(page: Page, steps: str) -> Any:
    """What the asynchronous `steps` return."""
    return page.evaluate(f"async () => {{ {steps} }}")


def test_pages_are_drawn_in_order_until_nothing_is_left(page: Page) -> None:
    log = run(
        page,
        "const { server, feed } = makeKitchen(5, 2); await feed.catchUp();"
        "return [server.log, feed.seq];",
    )
    assert log == [["pull 0", "draw 1,2", "pull 2", "draw 3,4", "pull 4", "draw 5"], 5]


def test_what_was_drawn_is_not_drawn_again(page: Page) -> None:
    log = run(
        page,
        "const { server, feed } = makeKitchen(1, 9); await feed.catchUp(); await feed.catchUp();"
        "return server.log;",
    )
    assert log == ["pull 0", "draw 1", "pull 1"]


def test_a_hint_during_a_pull_leads_to_one_more_pull(page: Page) -> None:
    log = run(
        page,
        "const { server, feed } = makeKitchen(1, 9); const first = feed.catchUp();"
        "server.add(); feed.catchUp(); feed.catchUp(); await first; return [server.log, feed.seq];",
    )
    assert log == [["pull 0", "draw 1", "pull 1", "draw 2"], 2]


def test_the_number_moves_on_only_after_the_drawing(page: Page) -> None:
    log = run(
        page,
        "const { server, feed } = makeKitchen(2, 9); server.cannotDraw = true;"
        "await feed.catchUp().catch(() => 0); const stuck = feed.seq; server.cannotDraw = false;"
        "await feed.catchUp(); return [stuck, feed.seq, server.log];",
    )
    assert log == [0, 2, ["pull 0", "pull 0", "draw 1,2"]]


def test_no_network_loses_nothing(page: Page) -> None:
    log = run(
        page,
        "const { server, feed } = makeKitchen(2, 9); server.fails = true;"
        "const said = await feed.catchUp().catch((error) => error.message); server.fails = false;"
        "await feed.catchUp(); return [said, feed.seq];",
    )
    assert log == ["no network", 2]


@pytest.mark.parametrize(
    "trouble",
    ["server.epoch = 'e2'", "server.events.shift()", "feed.seq = 9"],
    ids=["another life of the database", "a gap", "a number from the future"],
)
def test_what_cannot_be_counted_on_is_drawn_anew(page: Page, trouble: str) -> None:
    log = run(
        page,
        f"const {{ server, feed }} = makeKitchen(3, 9); {trouble}; await feed.catchUp();"
        "return [server.log.slice(1), feed.epoch === server.epoch];",
    )
    assert log == [["restart"], True]


def test_a_station_screen_passes_over_the_others_numbers(page: Page) -> None:
    log = run(
        page,
        "const { server, feed } = makeKitchen(4, 9); server.events.splice(1, 1);"
        "feed.start({ epoch: 'e1', seq: 0, isWhole: false }); await feed.catchUp();"
        "return server.log;",
    )
    assert log == ["pull 0", "draw 1,3,4"]


def commands(
    page: Page, answers: list[int], looks: list[str | None], status: str, step: str
) -> Any:
    """Run one step against a server that answers with these statuses (0: no answer)."""
    return run(
        page,
        f"""
        const answers = {json.dumps(answers)}, looks = {json.dumps(looks)}, log = [];
        const commands = new scripts.Commands({{
          send: async (id, step) => {{
            log.push(step); const status = answers.shift();
            if (status !== 200) throw Object.assign(new Error(), {{ status }});
          }},
          look: async () => {{ log.push("look"); return looks.shift(); }},
          show: (id, status, isUnsent) => status && log.push(status + (isUnsent ? "!" : "")),
          failed: (reason) => log.push(reason),
          pause: async () => 0,
        }});
        const went = await commands.run("line", "{step}", "{status}");
        await 0; return [went, log, commands.unsent];
        """,
    )


def test_a_step_is_drawn_before_it_is_sent(page: Page) -> None:
    assert commands(page, [200], [], "placed", "start") == [True, ["cooking", "start"], 0]


def test_an_unanswered_step_is_sent_again_when_it_did_not_arrive(page: Page) -> None:
    went, log, unsent = commands(page, [0, 200], ["placed"], "placed", "start")
    assert went
    assert log == ["cooking", "start", "retrying", "cooking!", "look", "start"]
    assert unsent == 0


def test_a_recall_that_arrived_is_not_sent_twice(page: Page) -> None:
    went, log, _unsent = commands(page, [0], ["cooking"], "done", "recall")
    assert went
    assert log.count("recall") == 1


def test_a_refused_step_is_taken_back_on_the_screen(page: Page) -> None:
    went, log, _unsent = commands(page, [409], ["cancelled"], "placed", "start")
    assert not went
    assert log == ["cooking", "start", "look", "cancelled", "refused"]


def test_a_step_that_another_screen_made_is_no_error(page: Page) -> None:
    went, log, _unsent = commands(page, [409], ["done"], "cooking", "done")
    assert went
    assert "refused" not in log


def test_a_logged_out_screen_draws_what_was_before(page: Page) -> None:
    assert commands(page, [401], [], "placed", "start") == [
        False,
        ["cooking", "start", "placed", "ended"],
        0,
    ]


def test_shown_is_said_once_per_number_and_again_after_a_failure(page: Page) -> None:
    said = run(
        page,
        "const said = []; let fails = false;"
        "const reporter = new scripts.Reporter(async (seq) => {"
        "  if (fails) throw new Error(); said.push(seq); });"
        "await reporter.say(1); await reporter.say(1); fails = true; await reporter.say(2);"
        "fails = false; await reporter.say(2); return said;",
    )
    assert said == [1, 2]


def test_a_report_is_gathered_for_as_long_as_the_server_says(page: Page) -> None:
    waits = run(
        page,
        "const waits = [], later = window.setTimeout;"
        "window.setTimeout = (act, ms) => { waits.push(ms); return later(act, 0); };"
        "const reporter = new scripts.Reporter(async () => {});"
        "await reporter.say(1); reporter.pauseMs = 600000; await reporter.say(2);"
        "window.setTimeout = later; return waits;",
    )
    first, second = waits
    assert first <= 0
    assert 200_000 < second <= 900_000


@pytest.mark.parametrize("day", range(0, 60, 12))
def test_the_first_is_said_at_once_whatever_day_it_is(page: Page, day: int) -> None:
    """A wait reckoned from the time of day is turned, every other 25 days, into one of weeks."""
    said = run(
        page,
        f"const at = Date.UTC(2026, 10, 28 + {day}); Date.now = () => at; const said = [];"
        "const reporter = new scripts.Reporter(async (seq) => said.push(seq));"
        "const late = new Promise((done) => setTimeout(done, 20000));"
        "await Promise.race([reporter.say(1), late]); return said;",
    )
    assert said == [1]


def test_a_clock_that_is_set_back_silences_no_screen(page: Page) -> None:
    said = run(
        page,
        "const real = Date.now(), said = []; let set = 0; Date.now = () => real + set;"
        "const reporter = new scripts.Reporter(async (seq) => said.push(seq));"
        "const late = new Promise((done) => setTimeout(done, 20000));"
        "await reporter.say(1); set = -3600000;"
        "await Promise.race([reporter.say(2), late]); return said;",
    )
    assert said == [1, 2]


def test_a_bell_that_nobody_answers_grows_until_somebody_touches(page: Page) -> None:
    log = run(
        page,
        """
        document.body.innerHTML = '<div class="ticket" data-fresh></div>';
        const log = [], bell = new scripts.Bell({ play: (kind, share) => log.push([kind, share]) });
        bell.arrive(["ready", "new"]);
        for (let n = 0; n < 5; n += 1) bell.again();
        document.body.innerHTML += '<div class="line" data-unseen></div>';
        bell.again();
        bell.arrive(["void"]);
        document.body.innerHTML = "";
        bell.again();
        return log;
        """,
    )
    grown = [["new", share] for share in (0.5, 0.625, 0.75, 0.875, 1, 1)]
    # What was taken back goes before what is new, and what arrives begins gently again.
    assert log == [*grown, ["void", 1], ["void", 0.5]]


# A loudspeaker that writes down each tone with its moment, length and pitch.
SPEAKER = """
window.heard = [];
window.AudioContext = class {
  state = "running";
  currentTime = 0;
  createOscillator() {
    const voice = { frequency: {}, connect: (next) => next };
    voice.start = (at) => { voice.from = at; };
    voice.stop = (at) => heard.push([voice.from, at - voice.from, voice.frequency.value]
      .map((number) => Math.round(number * 1000)));
    return voice;
  }
  createGain() {
    const gain = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
    return { gain, connect: (next) => next };
  }
};
window.tune = (name) => {
  window.heard = [];
  new scripts.Ringer(0.8).play(name);
  return heard;
};
"""
RUNG = ("new", "cancelled", "void", "rush", "fired", "ready", "lost")


def test_each_event_has_a_tune_of_its_own(page: Page) -> None:
    page.add_script_tag(content=SPEAKER)
    tunes = {name: run(page, f"return tune('{name}');") for name in RUNG}
    assert all(len(tune) >= 2 for tune in tunes.values())
    for name, tune in tunes.items():
        for other in tunes.keys() - {name}:
            melody, others = [[tone[2] for tone in each] for each in (tune, tunes[other])]
            assert melody != others, f"{name} and {other} cannot be told apart"


def test_a_card_that_changed_calls_for_what_happened_to_it(page: Page) -> None:
    called = run(
        page,
        """
        const card = (state, more, ...lines) => {
          const made = document.createElement("article");
          made.innerHTML = lines.map((line) => `<p class="line" ${line}></p>`).join("");
          Object.assign(made.dataset, { state, ...more });
          return made;
        };
        const held = 'data-status="held"', placed = 'data-status="placed"';
        const pairs = {
          void: [card("open", {}, placed), card("open", {}, `${placed} data-unseen`)],
          rush: [card("open", {}, placed), card("open", { rushed: "" }, placed)],
          fired: [card("open", {}, held), card("open", {}, placed)],
          ready: [card("open", {}, placed), card("ready", {}, placed)],
          nothing: [card("open", {}, placed), card("open", {}, placed)],
          rushedBefore: [card("open", { rushed: "" }, held), card("open", { rushed: "" }, held)],
          put_away: [card("open", {}, held), card("done", {}, placed)],
        };
        const called = Object.entries(pairs).map(([name, pair]) => [name, scripts.callOf(...pair)]);
        return Object.fromEntries(called);
        """,
    )
    assert called == {
        "void": "void", "rush": "rush", "fired": "fired", "ready": "ready",
        "nothing": None, "rushedBefore": None, "put_away": None,
    }  # fmt: skip


def test_of_several_things_the_gravest_is_rung(page: Page) -> None:
    log = run(
        page,
        """
        const log = [], bell = new scripts.Bell({ play: (kind) => log.push(kind) });
        const kinds = ["ready", "fired", "new", "rush", "void", "cancelled"];
        for (let n = 1; n <= kinds.length; n += 1) bell.arrive(kinds.slice(0, n));
        return log;
        """,
    )
    assert log == ["ready", "fired", "new", "rush", "void", "cancelled"]


# Two tickets of one dish, one of them begun; a finished line and a test ticket do not count.
TICKETS = """
document.body.innerHTML = [
  ["A01", "placed", 2, ""], ["A02", "cooking", 3, ""], ["A03", "done", 9, ""],
  ["T1", "placed", 9, "data-test"],
].map(([place, status, quantity, test]) =>
  `<article class="ticket" data-state="open" data-place="${place}" ${test}><p class="line"
    data-status="${status}" data-dish="d1" data-name="宫保鸡丁" data-quantity="${quantity}"
    data-kind="${place === "A02" ? "微辣 " : ""}"
    data-made-of='[["鸡腿肉", "", 250, "g", "kg"], ["盐", "", 1.5, "g", "kg"]]'></p></article>`
).join("");
"""


def test_what_is_still_to_cook_is_counted_by_dish_with_tables_and_wishes(page: Page) -> None:
    rows = run(
        page,
        TICKETS + "return scripts.totalsByDish()"
        ".map((row) => [row.name, row.number, Array.from(row.kinds)]);",
    )
    assert rows == [["宫保鸡丁", 5, [["", ["A01 ×2"]], ["微辣 ", ["A02 ×3"]]]]]


def test_and_by_what_goes_into_the_pot(page: Page) -> None:
    rows = run(
        page, TICKETS + "return scripts.totalsByIngredient().map((row) => [row.name, row.shown]);"
    )
    assert rows == [["鸡腿肉", "1.25 kg"], ["盐", "7.5 g"]]
