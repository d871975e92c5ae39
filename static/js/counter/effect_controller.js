// Says what a part of a line comes to, before it is taken back or given away.

import { Controller } from "@hotwired/stimulus";
import { yuan } from "./amounts.js";

export default class extends Controller {
  static targets = ["quantity", "sum"];
  static values = { fen: Number, of: Number };

  show() {
    const chosen = this.quantityTargets.find((each) => each.checked);
    const quantity = chosen ? Number(chosen.value) : this.ofValue;
    this.sumTarget.textContent = yuan(Math.floor((this.fenValue * quantity) / this.ofValue));
  }
}
