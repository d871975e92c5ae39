// Shows the part of a form that belongs to the chosen kind.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["choice", "part"];

  connect() {
    this.show();
  }

  show() {
    const chosen = this.choiceTargets.find((choice) => choice.checked);
    this.partTargets.forEach((part) => {
      part.hidden = !chosen || part.dataset.kind !== chosen.value;
    });
  }
}
