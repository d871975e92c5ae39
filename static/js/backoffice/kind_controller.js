// Shows the parts of a form that belong to the chosen kind; a part may serve several.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["choice", "part"];

  connect() {
    this.show();
  }

  show() {
    const chosen = this.choiceTargets.find((choice) => choice.checked);
    this.partTargets.forEach((part) => {
      part.hidden = !chosen || !part.dataset.kind.split(" ").includes(chosen.value);
    });
  }
}
