// Says what was just changed and offers to undo it, for as long as one needs to read it.

import { Controller } from "@hotwired/stimulus";

const SHOWN_MS = 12000;

export default class extends Controller {
  static targets = ["template"];
  static values = { path: String, failed: String };

  disconnect() {
    clearTimeout(this.timer);
  }

  show(event) {
    const { change, words } = event.detail;
    const offer = this.put(words);
    offer.querySelector("form").action = this.pathValue.replace("CHANGE", change);
    this.timer = setTimeout(() => this.close(), SHOWN_MS);
  }

  refuse(event) {
    const offer = this.put(event.detail.words || this.failedValue);
    offer.classList.add("danger");
    offer.querySelector("form").remove();
  }

  close() {
    clearTimeout(this.timer);
    const shown = this.element.querySelector(".offer");
    if (shown) shown.remove();
  }

  put(words) {
    this.close();
    this.element.appendChild(this.templateTarget.content.cloneNode(true));
    const offer = this.element.lastElementChild;
    offer.querySelector("[data-words]").textContent = words;
    return offer;
  }
}
