// Ticks all boxes of a group, or none when all are ticked.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["box"];

  all() {
    const areAll = this.boxTargets.every((box) => box.checked);
    this.boxTargets.forEach((box) => {
      box.checked = !areAll;
    });
  }
}
