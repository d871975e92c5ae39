// Looks again every second until the test order has arrived everywhere, or for half a minute.

import { Controller } from "@hotwired/stimulus";

const EVERY_MS = 1000;
const MOST = 30;

export default class extends Controller {
  connect() {
    this.left = MOST;
    this.wait();
  }

  disconnect() {
    window.clearTimeout(this.timer);
  }

  wait() {
    if (this.element.dataset.lookAgainSettled || this.left <= 0) return;
    this.left -= 1;
    this.timer = window.setTimeout(() => this.look(), EVERY_MS);
  }

  async look() {
    try {
      const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-controller=look-again]");
      if (fresh) {
        this.element.innerHTML = fresh.innerHTML;
        this.element.dataset.lookAgainSettled = fresh.dataset.lookAgainSettled;
      }
    } catch {
      // The next look may reach the server again; the page keeps what it knew.
    }
    this.wait();
  }
}
