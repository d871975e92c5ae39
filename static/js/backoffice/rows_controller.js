// Adds and removes rows of a list in a form.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["list", "row", "template"];

  add() {
    this.listTarget.appendChild(this.templateTarget.content.cloneNode(true));
    const added = this.listTarget.lastElementChild;
    added.querySelector("input:not([type=hidden])").focus();
  }

  remove(event) {
    this.rowTargets.find((row) => row.contains(event.currentTarget)).remove();
  }
}
