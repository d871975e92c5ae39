// Adds, removes and moves rows of a list in a form.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["list", "row", "template"];

  add() {
    this.listTarget.appendChild(this.templateTarget.content.cloneNode(true));
    const added = this.listTarget.lastElementChild;
    added.querySelector("input:not([type=hidden])").focus();
  }

  remove(event) {
    this.rowOf(event).remove();
  }

  up(event) {
    const row = this.rowOf(event);
    if (row.previousElementSibling) row.parentNode.insertBefore(row, row.previousElementSibling);
    event.currentTarget.focus();
  }

  down(event) {
    const row = this.rowOf(event);
    if (row.nextElementSibling) row.parentNode.insertBefore(row.nextElementSibling, row);
    event.currentTarget.focus();
  }

  rowOf(event) {
    return this.rowTargets.find((row) => row.contains(event.currentTarget));
  }
}
