// One line above the cart bar: no connection, a cart about to expire, one that was emptied.

import { Controller } from "@hotwired/stimulus";
import { cart, operate } from "./cart.js";
import { lastOrder, orderAgain } from "./reorder.js";
import { fill, word } from "./words.js";

const LOOK_MS = 10000;

export default class extends Controller {
  connect() {
    this.clock = setInterval(() => this.paint(), LOOK_MS);
    this.paint();
  }

  disconnect() {
    clearInterval(this.clock);
  }

  line({ detail: { isOffline } }) {
    this.isOffline = isOffline;
    this.paint();
  }

  paint() {
    const notice = this.choose();
    this.element.hidden = !notice;
    if (!notice) return;
    fill(this.element, "text", notice.text);
    fill(this.element, "do", notice.label || "");
    this.run = notice.run;
  }

  touch() {
    if (this.run) this.run();
  }

  choose() {
    const { lines, cleared, round } = cart();
    if (this.isOffline) return { text: word(lines.length ? "kept_here" : "offline_notice") };
    if (lines.length) return this.warning();
    if (cleared) return this.undoing(cleared);
    const last = round === 1 ? lastOrder() : null;
    if (!last) return null;
    return { text: word("last_order", { n: last.length }), label: word("again"),
      run: () => orderAgain(last) };
  }

  warning() {
    const { expires_s, warn_s, at } = cart();
    if (expires_s === null) return null;
    const left = expires_s - (Date.now() - at) / 1000;
    if (left > warn_s) return null;
    // The house empties it a moment after its time: no minute is promised that is over.
    const text = left < 60 ? word("expires_now") : word("expires", { n: Math.ceil(left / 60) });
    return { text, label: word("stay"), run: () => operate({ kind: "stay" }) };
  }

  undoing({ id, why, by, count }) {
    const name = why === "expired" ? "was_expired" : "was_cleared";
    return { text: word(name, { by, n: count }), label: word("restore"),
      run: () => operate({ kind: "restore", clear_id: id }) };
  }
}
