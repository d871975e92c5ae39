// One kitchen screen: its cards, its place in the numbered events, its reports to the server.

import { Cards } from "./cards.js";
import { Feed } from "./feed.js";
import { recall, remember } from "./memory.js";
import { Reporter } from "./reporter.js";
import { screenName } from "./screen_name.js";
import * as server from "./server.js";
import { setServerTime } from "./server_time.js";

// After a longer absence the board alone is drawn: yesterday's cancellations concern nobody.
const RESUME_EVENTS = 500;

export class Screen {
  constructor(board, pageSize) {
    this.board = board;
    this.cards = new Cards(board);
    this.feed = new Feed({
      pageSize,
      pull: (since) => this.pull(since),
      draw: (events) => this.draw(events),
      restart: () => this.restart(recall("station", "")),
    });
    this.reporter = new Reporter((seq) => server.postShown(screenName(), seq, this.board.dataset.station));
    this.feed.start(this.place(recall("drawn", {})));
  }

  // The owner chose what a paired screen shows.
  get isPaired() {
    return Boolean(document.body.dataset.screenName);
  }

  // A station's id, "" for all of them, "expo" for the pass.
  get station() {
    return this.board.dataset.view === "expo" ? "expo" : this.board.dataset.station;
  }

  // The first drawing: the station that this device remembers may not be the page's.
  async begin() {
    if (this.isPaired || recall("station", "") === this.station) await this.bringCancelled();
    else await this.change();
  }

  // Draws the remembered station's board from the start.
  async change() {
    this.feed.start(await this.restart(recall("station", "")));
    await this.catchUp();
  }

  async catchUp() {
    await this.feed.catchUp();
    const { epoch, seq } = this.feed;
    remember("drawn", { epoch, seq, station: this.station });
    // In a hidden page no frame comes, so nothing is claimed to be shown.
    requestAnimationFrame(() => this.reporter.say(seq));
  }

  // From where to pull. What came since this device drew last is pulled again, if that was
  // lately: a cancelled order is not on the board any more, and the cook must still be told.
  place(last) {
    const { epoch, now } = this.board.dataset;
    const { station } = this;
    const seq = Number(this.board.dataset.seq);
    setServerTime(now);
    const isLately =
      last.epoch === epoch && last.station === station && seq - last.seq <= RESUME_EVENTS;
    return { epoch, seq: isLately ? Math.min(last.seq, seq) : seq, isWhole: !this.board.dataset.station };
  }

  async pull(since) {
    const answer = await server.pullEvents(since, this.station);
    setServerTime(answer.server_time);
    if (answer.report_pause_s) this.reporter.pauseMs = answer.report_pause_s * 1000;
    return answer;
  }

  async draw(events) {
    const due = events.filter((event) => this.cards.concerns(event));
    const ids = Array.from(new Set(due.map((event) => event.ticket.order_id)));
    if (!ids.length) return;
    const { station } = this;
    const html = await server.cardsOf(ids, station);
    // The cook may have gone to another station meanwhile, whose board is drawn already.
    if (station === this.station) await this.cards.put(ids, html);
  }

  async restart(station) {
    const holder = document.createElement("template");
    holder.innerHTML = await server.board(station);
    await this.cards.renew(holder.content.firstElementChild);
    // A station that was taken away is forgotten.
    if (!this.isPaired) remember("station", this.station);
    await this.bringCancelled();
    return this.place({});
  }

  // Cancelled orders that nobody has put away yet stay, whatever is loaded anew.
  async bringCancelled() {
    const ids = this.cards.unseenCancels.ids;
    if (!ids.length) return;
    const html = await server.cardsOf(ids, this.station);
    ids.filter((id) => !html.includes(id)).forEach((id) => this.cards.unseenCancels.remove(id));
    await this.cards.put(ids, html);
  }
}
