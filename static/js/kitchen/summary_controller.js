// The all-day view: how many of each dish are still to be cooked, and one touch for all of them.

import { Controller } from "@hotwired/stimulus";
import { recall, remember } from "./memory.js";
import { SummaryList } from "./summary_list.js";
import { linesToCook, markLines, totalsByDish, totalsByIngredient } from "./totals.js";

export default class extends Controller {
  static targets = ["panel", "list", "row", "kind", "toggle", "wide", "by", "tab", "nothing"];

  connect() {
    this.pointed = new Set();
    this.isByIngredient = false;
    this.rowList = new SummaryList(this.listTarget, { row: this.rowTarget, kind: this.kindTarget });
    this.open(recall("summary", window.innerWidth >= 1500));
    this.draw();
  }

  toggle() {
    this.open(this.panelTarget.hidden);
    remember("summary", !this.panelTarget.hidden);
  }

  open(isOpen) {
    this.panelTarget.hidden = !isOpen;
    this.toggleTarget.setAttribute("aria-pressed", isOpen);
    this.spread(isOpen && recall("wide", false));
  }

  widen() {
    remember("wide", !this.element.hasAttribute("data-wide"));
    this.spread(recall("wide", false));
  }

  spread(isWide) {
    this.element.toggleAttribute("data-wide", isWide);
    this.wideTarget.setAttribute("aria-pressed", isWide);
    this.draw();
  }

  choose({ currentTarget }) {
    this.isByIngredient = currentTarget.dataset.by === "ingredient";
    this.tabTargets.forEach((tab) => tab.setAttribute("aria-pressed", tab === currentTarget));
    this.fill();
  }

  // Many cards may change together: they are counted once, after the last.
  draw() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.panelTarget.hidden || this.fill(), 120);
  }

  fill() {
    this.byTarget.hidden = !linesToCook().some((line) => line.dataset.madeOf);
    this.rows = this.isByIngredient && !this.byTarget.hidden ? totalsByIngredient() : totalsByDish();
    this.rowList.draw(this.rows, this.pointed);
    this.nothingTarget.hidden = this.rows.length > 0;
    markLines(this.rows.filter((row) => this.pointed.has(row.key)));
  }

  // Shows on which tickets a dish is, so that its portions can be cooked together.
  point({ currentTarget }) {
    const { key } = currentTarget.closest("[data-key]").dataset;
    this.pointed = this.pointed.has(key) ? new Set() : new Set([key]);
    this.fill();
  }

  rowOf(button) {
    const { key } = button.closest("[data-key]").dataset;
    return this.rows.find((row) => row.key === key);
  }
}
