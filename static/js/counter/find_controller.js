// Finds a pick-up order among many by its number or a dish, for those who type.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["text", "group", "card", "none"];

  // Also after fresh cards came: what was looked for stays.
  show() {
    const wanted = this.textTarget.value.trim().toUpperCase();
    this.cardTargets.forEach((card) => {
      card.hidden = !card.dataset.find.toUpperCase().includes(wanted);
    });
    this.groupTargets.forEach((group) => {
      group.hidden = !group.querySelector("[data-find-target=card]:not([hidden])");
    });
    this.noneTarget.hidden = !wanted || this.cardTargets.some((card) => !card.hidden);
  }

  // Enter leads to the order's next step, which a second Enter takes.
  go(event) {
    event.preventDefault();
    const found = this.cardTargets.find((card) => !card.hidden);
    const step = found && (found.querySelector(".button.primary") || found.querySelector(".button"));
    if (step && this.textTarget.value.trim()) step.focus();
  }

  empty() {
    this.textTarget.value = "";
    this.show();
  }

  focus(event) {
    if (event.key !== "/" || event.target.closest("input, textarea, select, dialog[open]")) return;
    event.preventDefault();
    this.textTarget.select();
  }
}
