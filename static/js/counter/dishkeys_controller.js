// Going over the shown dishes by arrow keys.

import { Controller } from "@hotwired/stimulus";

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export default class extends Controller {
  get able() {
    return [...this.element.querySelectorAll("[data-dishes-target=dish]:not([hidden]):not([disabled])")];
  }

  enter(event) {
    event.preventDefault();
    if (this.able[0]) this.able[0].focus();
  }

  move(event) {
    const next = this.able[this.able.indexOf(document.activeElement) + STEPS[event.key]];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}
