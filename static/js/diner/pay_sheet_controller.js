// How much of the bill this phone pays: a share by a touch, or an amount that is typed.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["amount", "part"];

  choose({ currentTarget }) {
    this.amountTarget.value = currentTarget.dataset.amount;
    this.press(currentTarget);
  }

  typed() {
    this.press(this.partTargets.find((part) => part.dataset.amount === this.amountTarget.value));
  }

  press(chosen) {
    this.partTargets.forEach((part) => part.setAttribute("aria-pressed", String(part === chosen)));
  }
}
