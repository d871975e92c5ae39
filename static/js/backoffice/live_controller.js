// Makes an htmx element look again when the server hints that something changed.

import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import { listen } from "../core/hints.js";

const PAUSE_MS = 400;

export default class extends Controller {
  static values = { namespace: String };

  connect() {
    this.stop = listen(this.namespaceValue, () => this.lookSoon());
  }

  disconnect() {
    clearTimeout(this.timer);
    this.stop();
  }

  // Many hints at once, as when a large order is placed, are one look.
  lookSoon() {
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      htmx.trigger(this.element, "look");
    }, PAUSE_MS);
  }
}
