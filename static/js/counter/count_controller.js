// Adds up what is counted in the drawer, piece by piece.

import { Controller } from "@hotwired/stimulus";
import { yuan } from "./amounts.js";

export default class extends Controller {
  static targets = ["piece", "other", "sum"];

  connect() {
    this.add();
  }

  add() {
    const pieces = this.pieceTargets.reduce((sum, each) => sum + (Number(each.value) || 0) * Number(each.dataset.value), 0);
    const other = Math.round((Number(this.otherTarget.value) || 0) * 100);
    const isBegun = [...this.pieceTargets, this.otherTarget].some((each) => each.value.trim());
    this.sumTarget.textContent = isBegun ? `¥${yuan(pieces + other)}` : "—";
  }
}
