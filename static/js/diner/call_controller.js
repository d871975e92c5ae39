// A button that calls the staff, says that they know, and counts down until it may be used again.

import { Controller } from "@hotwired/stimulus";
import { ask } from "../core/api.js";
import { toast } from "./question.js";

export default class extends Controller {
  static targets = ["label", "left"];
  static values = { kind: String, order: String, wait: Number, told: String, offline: String };

  connect() {
    this.label = this.labelTarget.textContent;
    this.rest(this.waitValue);
  }

  disconnect() {
    clearInterval(this.timer);
  }

  async call() {
    if (this.element.getAttribute("aria-disabled") === "true") return;
    this.element.setAttribute("aria-disabled", "true");
    const order = this.orderValue ? { order_id: this.orderValue } : {};
    try {
      const { again_in_s: seconds } = await ask("POST", "/api/v1/calls", { body: { kind: this.kindValue, ...order } });
      toast(this.toldValue, { kind: "success" });
      this.rest(seconds);
    } catch (problem) {
      if (problem.status === 401) window.location.reload();
      toast(problem.status ? problem.message : this.offlineValue, { kind: problem.status === 429 ? "" : "danger" });
      this.rest(problem.body.retry_after_s || 0);
    }
  }

  rest(seconds) {
    clearInterval(this.timer);
    const until = Date.now() + seconds * 1000;
    const show = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      const isResting = left > 0;
      this.element.setAttribute("aria-disabled", String(isResting));
      this.element.classList.toggle("is-told", isResting);
      this.labelTarget.textContent = isResting ? this.toldValue : this.label;
      this.leftTarget.hidden = !isResting;
      this.leftTarget.textContent = `${left} s`;
      if (!isResting) clearInterval(this.timer);
    };
    this.timer = setInterval(show, 1000);
    show();
  }
}
