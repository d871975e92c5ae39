// Sets the basket of this screen aside, or takes one up that was set aside on any device.

import { Controller } from "@hotwired/stimulus";
import { Basket } from "./basket.js";
import { totalOf } from "./basket_lines.js";
import { sendOnce, unanswered } from "./once.js";

// What this device is taking up, until it has the basket: it is gone from every list by then.
const TAKING = "counter-take";
// Of the page, not of its sheet: one that is opened again meanwhile would take the basket twice.
let isBusy = false;

export default class extends Controller {
  static targets = ["form", "name", "problem", "empty"];
  static values = { place: String, url: String, table: String, session: String };

  connect() {
    if (unanswered(TAKING)) this.take({ params: {} });
  }

  async park(event) {
    event.preventDefault();
    const basket = new Basket(this.placeValue);
    this.emptyTarget.hidden = basket.lines.length > 0;
    const name = this.nameTarget.value.trim();
    if (!basket.lines.length || !name || isBusy) return;
    const total_fen = totalOf(basket.lines);
    const { lines, open_items, note, covers } = basket.body(total_fen);
    const place = { table_id: this.tableValue || null, session_id: this.sessionValue || null };
    const body = { name, ...place, lines, open_items, note, covers, total_fen };
    await this.once(() => sendOnce(`counter-park:${this.placeValue}`, this.urlValue, body), () => {
      basket.forget();
      window.location.reload();
    });
  }

  // What is taken up is added to what the order screen holds already: nothing is lost.
  async take({ params }) {
    await this.once(() => sendOnce(TAKING, params.url), ({ basket, place, go }) => {
      const held = new Basket(place);
      basket.lines.forEach((line) => held.add(line));
      held.note = [held.note, basket.note].filter(Boolean).join("，");
      held.covers = held.covers || basket.covers;
      held.keep();
      window.location.assign(go);
    });
  }

  async once(send, done) {
    if (isBusy) return;
    isBusy = true;
    try {
      done(await send());
    } catch (problem) {
      this.problemTarget.hidden = false;
      this.problemTarget.textContent = problem.message;
    } finally {
      isBusy = false;
    }
  }
}
