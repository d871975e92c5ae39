// The line to the server while the page is looked at: hints become events of the window.

import { Controller } from "@hotwired/stimulus";
import { listen } from "../core/hints.js";
import { announce } from "./words.js";

export default class extends Controller {
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
      if (this.wasAway) this.tell({ topic: "all" });
    }
  }

  hangUp() {
    if (this.stop) this.stop();
    this.stop = null;
    this.wasAway = true;
  }

  // What was said while the line was down is lost, so a new line is a reason to look again.
  change(isUp) {
    announce("line:changed", { isUp });
    if (isUp && this.wasDown) this.tell({ topic: "all" });
    this.wasDown = !isUp;
  }

  tell({ topic, seq }) {
    if (topic === "over" || topic === "moved") window.location.reload();
    else announce("hint", { topic, seq });
  }
}
