// What takes seconds says so on its button, and is not asked for twice.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["button"];

  start() {
    const button = this.buttonTarget;
    if (button.dataset.busyWords) button.textContent = button.dataset.busyWords;
    // After the form's values were gathered: a disabled button would not be sent.
    window.setTimeout(() => {
      button.disabled = true;
    });
  }
}
