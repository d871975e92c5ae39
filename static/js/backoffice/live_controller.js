// Makes an htmx element look again when the server hints that something changed.

import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import { listen } from "../core/hints.js";

const PAUSE_MS = 400;

export default class extends Controller {
  // With a topic, hints of other topics are none of this element's business.
  static values = { namespace: String, topic: String };

  connect() {
    const hear = ({ topic }) => {
      if (!this.topicValue || topic === this.topicValue) this.lookSoon();
    };
    // What was said while there was no line, also before the first one, is lost: look again.
    this.stop = listen(this.namespaceValue, hear, (isUp) => isUp && this.lookSoon());
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
