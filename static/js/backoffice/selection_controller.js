// Choosing many dishes of a list, for one change of them all.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["all", "box", "bar", "count", "more", "everything"];
  static values = { total: Number };

  // Also when the browser brings the page back with its ticks, or htmx a row without them.
  connect() {
    this.count();
  }

  boxTargetConnected() {
    if (this.hasBarTarget) this.count();
  }

  boxTargetDisconnected() {
    if (this.hasBarTarget) this.count();
  }

  tickAll() {
    this.boxTargets.forEach((box) => {
      box.checked = this.allTarget.checked;
    });
    this.count();
  }

  everythingFound() {
    this.everythingTarget.value = "1";
    this.show(this.totalValue);
  }

  clear() {
    this.boxTargets.forEach((box) => {
      box.checked = false;
    });
    this.count();
  }

  count() {
    const chosen = this.boxTargets.filter((box) => box.checked).length;
    this.everythingTarget.value = "";
    if (this.hasAllTarget) {
      this.allTarget.checked = chosen > 0 && chosen === this.boxTargets.length;
      this.allTarget.indeterminate = chosen > 0 && chosen < this.boxTargets.length;
    }
    this.show(chosen);
  }

  show(chosen) {
    this.barTarget.hidden = chosen === 0;
    const words = this.countTarget.dataset.words;
    this.countTarget.textContent = words.replace("{n}", chosen);
    if (this.hasMoreTarget) this.moreTarget.hidden = chosen === this.totalValue;
  }
}
