// The call screen: pulls the numbers, and speaks each call once, one after the other.

import { Controller } from "@hotwired/stimulus";
import { isAwake, wakeSound } from "../core/chime.js";
import { listen } from "../core/hints.js";
import { pull } from "./pull.js";
import { say } from "./voice.js";

const POLL_MS = 3000;
const STALE_MS = 12000;

export default class extends Controller {
  static targets = ["board", "wake", "stale"];
  static values = { url: String };

  connect() {
    this.heardAt = Date.now();
    this.spoken = new Set(this.calls().map((call) => call.dataset.call));
    this.queue = Promise.resolve();
    this.deaf = listen("/counter", () => this.look());
    this.timer = setInterval(() => this.look(), POLL_MS);
    this.wake();
  }

  disconnect() {
    this.deaf();
    clearInterval(this.timer);
  }

  // Browsers stay silent until the page was touched once: until then the button is shown.
  async wake() {
    await Promise.race([wakeSound().catch(() => undefined), new Promise((go) => setTimeout(go, 500))]);
    this.wakeTarget.hidden = isAwake();
  }

  calls() {
    return [...this.boardTarget.querySelectorAll("[data-call]")];
  }

  async look() {
    const html = await pull(this.urlValue).catch(() => null);
    if (html !== null) this.show(html);
    this.staleTarget.hidden = Date.now() - this.heardAt < STALE_MS;
  }

  show(html) {
    this.heardAt = Date.now();
    if (html !== this.shown) this.boardTarget.innerHTML = html;
    this.shown = html;
    this.calls()
      .filter((call) => !this.spoken.has(call.dataset.call))
      .reverse()
      .forEach((call) => {
        this.spoken.add(call.dataset.call);
        call.classList.add("is-new");
        this.queue = this.queue.then(() => say(JSON.parse(call.dataset.spoken)));
      });
  }
}
