// The lines of the cart, each with its number and its wish to be changed.

import { Controller } from "@hotwired/stimulus";
import { cart, changeLine, countOf, operate } from "./cart.js";
import { drawLine, paintLine } from "./cart_lines.js";
import { findDish, portionSteps } from "./dishes.js";
import { part } from "./words.js";

export default class extends Controller {
  connect() {
    this.paint();
  }

  // Drawn anew only when lines come or go, so that nothing under a finger moves.
  paint() {
    const { lines } = cart();
    const held = [...this.element.children];
    const isSame =
      held.length === lines.length &&
      held.every((element, index) => element.dataset.key === lines[index].id);
    if (isSame) {
      held.forEach((element, index) => paintLine(element, lines[index]));
      return;
    }
    this.element.textContent = "";
    lines.forEach((line) => this.element.appendChild(drawLine(line)));
  }

  tap({ target }) {
    const touched = target.closest("[data-do]");
    if (!touched) return;
    const element = touched.closest("li");
    if (touched.dataset.do === "note") {
      part(element, "edit").hidden = false;
      part(element, "edit").focus();
      return;
    }
    const line = this.lineOf(element);
    if (line) changeLine(line, this.stepOf(line, touched.dataset.do === "plus"));
  }

  // As on the menu: what is sold from five portions, five at a time, comes and goes so.
  stepOf(line, isMore) {
    const { least, step } = portionSteps(findDish(line.dish_id) || {});
    if (isMore) return step;
    return countOf(line.dish_id) - step >= least ? -Math.min(step, line.quantity) : -line.quantity;
  }

  note({ target }) {
    const line = this.lineOf(target.closest("li"));
    const note = target.value.trim();
    if (line) operate({ kind: "edit", line_id: line.id, note, was_note: line.note });
  }

  lineOf(element) {
    return cart().lines.find(({ id }) => id === element.dataset.key);
  }
}
