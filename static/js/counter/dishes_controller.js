// Finding a dish: by category, by name, pinyin, initials or code, by arrow keys.

import { Controller } from "@hotwired/stimulus";

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
    const wanted = this.searchTarget.value.trim().toLowerCase();
    const category = wanted ? "" : this.category;
    this.dishTargets.forEach((dish) => {
      const isFound = !wanted || dish.dataset.search.toLowerCase().includes(wanted);
      dish.hidden = !isFound || (category !== "" && dish.dataset.category !== category);
    });
    this.groupTargets.forEach((group) => {
      group.hidden = !group.querySelector("[data-dishes-target=dish]:not([hidden])");
    });
    this.tabTargets.forEach((tab) => {
      tab.setAttribute("aria-pressed", String(tab.dataset.category === category));
    });
    this.nothingTarget.hidden = this.shown.length > 0;
  }

  get shown() {
    return this.dishTargets.filter((dish) => !dish.hidden);
  }

  // The best hit: initials or code exactly as typed, else the first dish that can be ordered.
  first(event) {
    event.preventDefault();
    const wanted = this.searchTarget.value.trim().toLowerCase();
    const able = this.shown.filter((dish) => !dish.disabled);
    const exact = able.find((dish) => dish.dataset.search.toLowerCase().split(" ").includes(wanted));
    if (wanted && able.length) (exact || able[0]).click();
  }

  pick({ currentTarget }) {
    this.dispatch("pick", { detail: JSON.parse(currentTarget.dataset.dish) });
    if (this.searchTarget.value) this.reset();
  }

  reset() {
    this.searchTarget.value = "";
    this.filter();
  }

  focus(event) {
    if (event.key !== "/" || event.target.matches("input, textarea")) return;
    event.preventDefault();
    this.searchTarget.focus();
  }

  enter(event) {
    event.preventDefault();
    const first = this.shown.find((dish) => !dish.disabled);
    if (first) first.focus();
  }

  move(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const able = this.shown.filter((dish) => !dish.disabled);
    const next = able[able.indexOf(document.activeElement) + step];
    if (!step || !next) return;
    event.preventDefault();
    next.focus();
  }
}
