// The line to the server while the page is looked at: hints become events of the window.

import { Controller } from "@hotwired/stimulus";
import { listen } from "../core/hints.js";
import { announce } from "./words.js";

export default class extends Controller {
  static values = { place: String };

  connect() {
    this.follow();
  }

  disconnect() {
    this.hangUp();
  }

  // Nobody looks at a page that is hidden; coming back, everything is asked for at once.
  follow() {
    if (document.hidden) {
      this.hangUp();
    } else if (!this.stop) {
      this.stop = listen("/diner", (hint) => this.tell(hint), (isUp) => this.change(isUp));
    }
  }

  hangUp() {
    if (this.stop) this.stop();
    this.stop = null;
  }

  // Every answer says where the party is: a page that missed the hint of a move follows too.
  stay({ detail: { place } }) {
    if (place !== this.placeValue) window.location.reload();
  }

  // What was said while there was no line is lost, also between the page's making and its first
  // line: a new line is a reason to look again.
  change(isUp) {
    announce("line:changed", { isUp });
    if (isUp) this.tell({ topic: "all" });
  }

  tell({ topic, seq }) {
    if (topic === "over" || topic === "moved") window.location.reload();
    else announce("hint", { topic, seq });
  }
}
