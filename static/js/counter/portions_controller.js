// Choosing portions of dishes: a touch on the name takes all of a line or none, the stepper single ones.

import { Controller } from "@hotwired/stimulus";
import { yuan } from "./amounts.js";

export default class extends Controller {
  static targets = ["line", "sum"];

  whole({ currentTarget }) {
    const line = this.lineOf(currentTarget);
    this.set(line, this.chosen(line) ? 0 : Number(line.dataset.of));
  }

  more({ currentTarget }) {
    const line = this.lineOf(currentTarget);
    this.set(line, Math.min(Number(line.dataset.of), this.chosen(line) + 1));
  }

  less({ currentTarget }) {
    const line = this.lineOf(currentTarget);
    this.set(line, Math.max(0, this.chosen(line) - 1));
  }

  lineOf(element) {
    return element.closest("[data-portions-target=line]");
  }

  chosen(line) {
    return Number(line.querySelector("input").value);
  }

  set(line, quantity) {
    line.querySelector("input").value = quantity;
    line.querySelector("output").textContent = quantity;
    line.querySelector(".portion-name").setAttribute("aria-pressed", String(quantity > 0));
    const fen = (each) => Math.floor((Number(each.dataset.fen) * this.chosen(each)) / Number(each.dataset.of));
    this.sumTarget.textContent = yuan(this.lineTargets.reduce((sum, each) => sum + fen(each), 0));
  }
}
