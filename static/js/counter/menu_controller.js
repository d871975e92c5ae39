// A drop-down made of <details> that closes by Escape or a touch elsewhere.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  outside(event) {
    const isChoice = event.target.closest(".who-menu [hx-get]");
    if (isChoice || !this.element.contains(event.target)) this.element.open = false;
  }

  close() {
    this.element.open = false;
  }
}
