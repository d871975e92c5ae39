// The all-day view: how many of each dish are still to be cooked, over all open tickets.

import { Controller } from "@hotwired/stimulus";
import { recall, remember } from "./memory.js";

const OPEN = '.ticket[data-state="open"]:not([data-test])';
const TO_COOK = `${OPEN} .line[data-status="placed"], ${OPEN} .line[data-status="cooking"]`;

export default class extends Controller {
  static targets = ["panel", "list", "row", "toggle"];

  connect() {
    this.open(recall("summary", window.innerWidth >= 1500));
  }

  toggle() {
    this.open(this.panelTarget.hidden);
    remember("summary", !this.panelTarget.hidden);
  }

  open(isOpen) {
    this.panelTarget.hidden = !isOpen;
    this.toggleTarget.setAttribute("aria-pressed", isOpen);
    this.draw();
  }

  // Many cards may change together: they are counted once, after the last.
  draw() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.panelTarget.hidden || this.fill(), 120);
  }

  fill() {
    const totals = new Map();
    document.querySelectorAll(TO_COOK).forEach(({ dataset: { dish, name, quantity } }) => {
      const total = totals.get(dish) || { dish, name, number: 0 };
      total.number += Number(quantity);
      totals.set(dish, total);
    });
    const rows = Array.from(totals.values()).sort((one, other) => other.number - one.number);
    this.listTarget.textContent = "";
    rows.forEach((row) => this.listTarget.append(this.makeRow(row)));
    this.mark();
  }

  makeRow({ dish, name, number }) {
    const row = this.rowTarget.content.firstElementChild.cloneNode(true);
    const button = row.querySelector("button");
    button.dataset.dish = dish;
    button.setAttribute("aria-pressed", dish === this.pointed);
    row.querySelector(".summary-name").textContent = name;
    row.querySelector(".summary-number").textContent = number;
    return row;
  }

  // Shows on which tickets a dish is, so that its portions can be cooked together.
  point({ currentTarget }) {
    this.pointed = this.pointed === currentTarget.dataset.dish ? null : currentTarget.dataset.dish;
    this.fill();
  }

  mark() {
    document.querySelectorAll(".line").forEach((line) => {
      line.toggleAttribute("data-pointed", line.dataset.dish === this.pointed);
    });
  }
}
