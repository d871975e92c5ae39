// The order being taken: shows the basket, changes its lines.

import { Controller } from "@hotwired/stimulus";
import { yuan } from "./amounts.js";
import { Basket, plainLine, priced } from "./basket.js";
import { drawLine, totalOf } from "./basket_lines.js";
import { unanswered } from "./once.js";
import { placeOrder } from "./order_sending.js";

export default class extends Controller {
  static targets = ["panel", "lines", "line", "empty", "count", "total", "note", "covers", "send", "unanswered"];
  static outlets = ["options"];
  static values = { place: String, table: String, done: String, gone: String, unknown: String };

  connect() {
    this.slot = `counter-order:${this.placeValue}`;
    this.basket = new Basket(this.placeValue);
    this.noteTarget.value = this.basket.note;
    if (this.hasCoversTarget) this.coversTarget.value = this.basket.covers || "";
    this.draw();
  }

  pick({ detail: dish }) {
    if (dish.groups.length) this.optionsOutlet.open(dish, null);
    else this.put({ detail: { line: plainLine(dish) } });
  }

  put({ detail: { line, instead } }) {
    if (instead) this.basket.replace(instead, line);
    else this.basket.add(line);
    this.keep();
  }

  edit({ currentTarget }) {
    const line = this.basket.lines[currentTarget.closest("li").dataset.index];
    if (priced(line)) this.optionsOutlet.open(priced(line).dish, line);
  }

  step({ currentTarget, params }) {
    this.basket.step(currentTarget.closest("li").dataset.index, params.by);
    this.keep();
  }

  toggle() {
    this.panelTarget.classList.toggle("is-open");
  }

  keep() {
    this.basket.note = this.noteTarget.value.trim();
    this.basket.covers = this.hasCoversTarget ? parseInt(this.coversTarget.value, 10) || null : null;
    this.basket.keep();
    this.draw();
  }

  draw() {
    const { lines } = this.basket;
    const open = unanswered(this.slot);
    const drawn = lines.map((line, index) => drawLine(this.lineTarget, line, index, this.goneValue));
    this.linesTarget.textContent = "";
    this.linesTarget.append(...drawn);
    this.totalTargets.forEach((place) => (place.textContent = yuan(totalOf(lines))));
    this.countTarget.textContent = lines.reduce((sum, line) => sum + line.quantity, 0);
    this.emptyTarget.hidden = lines.length > 0;
    this.unansweredTarget.hidden = !open;
    this.sendTarget.disabled = !lines.length && !open;
  }

  async send() {
    if (this.sendTarget.disabled || this.sendTarget.hasAttribute("aria-busy")) return null;
    this.sendTarget.setAttribute("aria-busy", "true");
    const refusal = await placeOrder(this.slot, this.basket, this.tableValue, this.unknownValue);
    if (refusal === null) {
      this.basket.forget();
      return window.location.assign(this.doneValue);
    }
    this.sendTarget.removeAttribute("aria-busy");
    this.dispatch("say", { prefix: "counter", detail: { message: refusal, look: "danger" } });
    return this.draw();
  }
}
