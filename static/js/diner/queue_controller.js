// A number of the waiting list: asks how far it is, and says so when it is called.

import { Controller } from "@hotwired/stimulus";
import { fragment } from "../core/api.js";

const POLL_MS = 4000;

export default class extends Controller {
  static targets = ["place", "lost"];
  static values = { url: String };

  connect() {
    this.shown = this.placeTarget.innerHTML;
    this.timer = setInterval(() => this.look(), POLL_MS);
    this.woken = () => !document.hidden && this.look();
    document.addEventListener("visibilitychange", this.woken);
  }

  disconnect() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.woken);
  }

  async look() {
    if (document.hidden) return;
    const html = await fragment(this.urlValue).catch(() => null);
    this.lostTarget.hidden = html !== null;
    if (html === null || html === this.shown) return;
    this.shown = html;
    this.placeTarget.innerHTML = html;
  }
}
