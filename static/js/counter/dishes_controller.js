// Finding a dish: by category, by name, pinyin, initials or code.

import { Controller } from "@hotwired/stimulus";
import { bestOf, read } from "./dish_search.js";

export default class extends Controller {
  static targets = ["search", "tab", "group", "dish", "nothing"];

  connect() {
    this.category = "";
  }

  show({ currentTarget }) {
    this.category = currentTarget.dataset.category;
    this.searchTarget.value = "";
    this.filter();
  }

  filter() {
    const wanted = this.wanted.text;
    const category = wanted ? "" : this.category;
    this.dishTargets.forEach((dish) => {
      const isFound = !wanted || dish.dataset.search.toLowerCase().includes(wanted);
      dish.hidden = !isFound || (category !== "" && dish.dataset.category !== category);
    });
    this.groupTargets.forEach((group) => {
      group.hidden = !group.querySelector("[data-dishes-target=dish]:not([hidden])");
    });
    this.tabTargets.forEach((tab) =>
      tab.setAttribute("aria-pressed", String(!wanted && tab.dataset.category === this.category)),
    );
    this.nothingTarget.hidden = this.shown.length > 0;
  }

  get wanted() {
    return read(this.searchTarget.value);
  }

  get shown() {
    return this.dishTargets.filter((dish) => !dish.hidden);
  }

  get able() {
    return this.shown.filter((dish) => !dish.disabled);
  }

  first(event) {
    event.preventDefault();
    const { text, quantity } = this.wanted;
    const best = bestOf(this.able, text);
    if (text && best) this.take(best, event.shiftKey);
    else if (!text && this.searchTarget.value) this.dispatch("count", { detail: { quantity } });
    if (!text) this.reset();
  }

  pick({ currentTarget, shiftKey }) {
    this.take(currentTarget, shiftKey);
  }

  take(button, isAsked) {
    const dish = JSON.parse(button.dataset.dish);
    this.dispatch("pick", { detail: { dish, quantity: this.wanted.quantity, isAsked } });
    if (this.searchTarget.value) this.reset();
  }

  reset() {
    this.searchTarget.value = "";
    this.filter();
  }

  // Whatever is typed anywhere looks for a dish.
  focus(event) {
    const isKey = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    const isElsewhere = event.target.closest("input, textarea, select, dialog[open]");
    if (!isKey || event.key === " " || event.defaultPrevented || isElsewhere) return;
    if (event.key === "/") event.preventDefault();
    this.searchTarget.focus();
  }
}
