// When the food is wanted: how long it takes now, and the times that can be had.

import { Controller } from "@hotwired/stimulus";
import { fragment } from "../core/api.js";
import { chosenTime, chooseTime } from "./due_time.js";

const LATER_MS = 400;

export default class extends Controller {
  static targets = ["due"];
  static values = { url: String };

  disconnect() {
    clearTimeout(this.timer);
  }

  // What is in the cart decides how long it takes; a rush of changes is one look. Whether the cart
  // is open is seen then and not now: it may hear of its opening after this does.
  look() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), LATER_MS);
  }

  async load() {
    if (!this.element.closest("[open]")) return;
    const html = await fragment(this.urlValue).catch(() => null);
    if (html === null || (this.hasDueTarget && this.dueTarget === document.activeElement)) return;
    this.element.innerHTML = html;
    if (!this.hasDueTarget) {
      chooseTime("");
      return;
    }
    const known = Array.from(this.dueTarget.options, ({ value }) => value);
    this.dueTarget.value = known.includes(chosenTime()) ? chosenTime() : known[0];
    this.choose();
  }

  choose() {
    chooseTime(this.dueTarget.value);
  }
}
