// The floor plan under the finger: tables are dragged, or moved by the arrow keys.

import { Controller } from "@hotwired/stimulus";
import { nearest, seen, show } from "./plan_place.js";

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
// Several presses of a key are one move.
const PAUSE_MS = 400;

export default class extends Controller {
  static values = { cell: Number, columns: Number };

  grab(event) {
    const table = event.target.closest(".plan-table");
    if (!table || event.button) return;
    const { x, y } = seen(table);
    const finger = this.within(event);
    this.held = { table, x: x - finger.x, y: y - finger.y };
    table.classList.add("held");
    table.focus();
    table.setPointerCapture(event.pointerId);
  }

  // Else the browser would take the finger on a table for one that wants to scroll.
  still(event) {
    if (event.target.closest(".plan-table")) event.preventDefault();
  }

  drag(event) {
    if (!this.held) return;
    const finger = this.within(event);
    show(this.held.table, this.held.x + finger.x, this.held.y + finger.y);
  }

  drop() {
    const { table } = this.held || {};
    this.held = null;
    if (!table) return;
    table.classList.remove("held");
    this.moved(table);
  }

  // Measured on the drawing, which may be scrolled or pushed down under the finger.
  within({ clientX, clientY }) {
    const { left, top } = this.element.querySelector("svg").getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  key(event) {
    const step = STEPS[event.key];
    const table = event.target.closest(".plan-table");
    if (!step || !table) return;
    event.preventDefault();
    const { x, y } = nearest(table, this.cellValue, this.columnsValue);
    show(table, (x + step[0]) * this.cellValue, (y + step[1]) * this.cellValue);
    this.pushed = table;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), PAUSE_MS);
  }

  rest() {
    clearTimeout(this.timer);
    const table = this.pushed;
    this.pushed = null;
    if (table) this.moved(table);
  }

  moved(table) {
    const place = nearest(table, this.cellValue, this.columnsValue);
    show(table, place.x * this.cellValue, place.y * this.cellValue);
    this.dispatch("moved", { detail: { table, place } });
  }
}
