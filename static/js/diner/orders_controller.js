// The table's orders, live: the server's own fragment, swapped in when something moved.

import { Controller } from "@hotwired/stimulus";
import { ask, fragment } from "../core/api.js";
import { isPressed, LOOK_AGAIN_MS } from "../core/pressed.js";
import { startPulse } from "./pulse.js";
import { question, toast } from "./question.js";
import { word } from "./words.js";

export default class extends Controller {
  static targets = ["live", "stale"];
  static values = { url: String };

  connect() {
    this.asked = this.shown = 0;
    this.stop = startPulse(() => this.look());
  }

  disconnect() {
    this.stop();
    clearTimeout(this.pressed);
  }

  hear({ detail: { topic } }) {
    if (topic !== "menu") this.look();
  }

  // A line that broke is a reason to ask at once whether the house still answers.
  line({ detail: { isUp } }) {
    if (!isUp) this.look();
  }

  // Answers may overtake each other; an older one never replaces a newer one.
  async look() {
    const turn = (this.asked += 1);
    try {
      const html = await fragment(this.urlValue);
      if (turn < this.shown) return;
      if (isPressed(this.liveTarget)) {
        this.pressed = setTimeout(() => this.look(), LOOK_AGAIN_MS);
        return;
      }
      this.shown = turn;
      const focused = document.activeElement && document.activeElement.id;
      this.liveTarget.innerHTML = html;
      this.staleTarget.hidden = true;
      const again = focused && document.getElementById(focused);
      if (again) again.focus({ preventScroll: true });
    } catch (problem) {
      if (problem.status === 401) window.location.reload();
      if (!problem.status) this.staleTarget.hidden = false;
    }
  }

  async cancel({ currentTarget }) {
    const isSure = await question({
      title: word("cancel_title"),
      text: word("cancel_text"),
      yes: word("cancel_yes"),
      no: word("keep"),
    });
    if (!isSure) return;
    try {
      await ask("POST", `/api/v1/orders/${currentTarget.dataset.id}/cancel`, { body: {} });
      toast(word("cancelled"), { kind: "success" });
    } catch (problem) {
      toast(problem.status ? problem.message : word("offline"), { kind: "danger" });
    }
    this.look();
  }
}
