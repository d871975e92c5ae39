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

  // Above the bar at the page's foot, whose button is wanted next.
  lift() {
    const bar = document.querySelector(".save-bar, .bulk-bar:not([hidden])");
    this.element.style.setProperty("--foot", `${bar ? bar.offsetHeight : 0}px`);
  }

  put(words) {
    this.close();
    this.element.appendChild(this.templateTarget.content.cloneNode(true));
    this.lift();
    const offer = this.element.lastElementChild;
    offer.querySelector("[data-words]").textContent = words;
    return offer;
  }
}
