// Opens and closes the list of pages on narrow screens; keeps the open page's own line in sight.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["button", "doors"];

  connect() {
    this.showCurrent();
  }

  toggle() {
    const isOpen = this.doorsTarget.classList.toggle("show");
    this.buttonTarget.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.showCurrent();
  }

  showCurrent() {
    const current = this.doorsTarget.querySelector("[aria-current]");
    if (!current || !current.offsetParent) return;
    // The account stands over the end of the list.
    const below = current.getBoundingClientRect().bottom - (innerHeight - 140);
    if (below > 0 && getComputedStyle(this.element).position === "fixed") {
      this.element.scrollTop += below;
    }
  }
}
