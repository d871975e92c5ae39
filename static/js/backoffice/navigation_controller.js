// Opens and closes the list of pages on narrow screens.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["button", "doors"];

  toggle() {
    const isOpen = this.doorsTarget.classList.toggle("show");
    this.buttonTarget.setAttribute("aria-expanded", String(isOpen));
  }
}
