// The order being taken: shows the basket, changes its lines. Sending it is `send_controller`'s.

import { Controller } from "@hotwired/stimulus";
import { yuan } from "./amounts.js";
import { Basket, plainLine, priced } from "./basket.js";
import { drawLines, totalOf } from "./basket_lines.js";

export default class extends Controller {
  static targets = ["panel", "lines", "line", "empty", "count", "total", "note", "covers", "holdAll"];
  static outlets = ["options", "openitem"];
  static values = { place: String, gone: String };

  connect() {
    this.basket = new Basket(this.placeValue);
    this.noteTarget.value = this.basket.note;
    if (this.hasCoversTarget) this.coversTarget.value = this.basket.covers || "";
    this.draw();
  }

  // A held-down Shift opens the sheet for a dish that asks no questions, to write a note.
  pick({ detail: { dish, quantity, isAsked } }) {
    if (dish.groups.length || isAsked) this.optionsOutlet.open(dish, null, quantity);
    else this.put({ detail: { line: plainLine(dish, quantity) } });
  }

  put({ detail: { line, instead } }) {
    if (instead) this.basket.replace(instead, line);
    else this.basket.add(line);
    this.keep();
    this.linesTarget.lastElementChild.scrollIntoView({ block: "nearest" });
  }

  edit({ currentTarget }) {
    const line = this.basket.lines[this.indexOf(currentTarget)];
    if (line.name) this.openitemOutlet.open(line);
    else if (priced(line)) this.optionsOutlet.open(priced(line).dish, line);
  }

  step({ currentTarget, params }) {
    this.basket.step(this.indexOf(currentTarget), params.by);
    this.keep();
  }

  count({ detail: { quantity } }) {
    this.basket.count(quantity);
    this.keep();
  }

  hold({ currentTarget }) {
    this.basket.hold(this.indexOf(currentTarget));
    this.keep();
  }

  indexOf(button) {
    const row = button.closest("li");
    return row ? Number(row.dataset.index) : undefined;
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
    drawLines(this.linesTarget, this.lineTarget, lines, this.goneValue);
    this.totalTargets.forEach((place) => (place.textContent = yuan(totalOf(lines))));
    this.countTarget.textContent = lines.reduce((sum, line) => sum + line.quantity, 0);
    this.emptyTarget.hidden = lines.length > 0;
    this.holdAllTarget.disabled = !lines.length;
    this.holdAllTarget.setAttribute("aria-pressed", String(this.basket.isHeld));
    this.dispatch("changed");
  }
}
