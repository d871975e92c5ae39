// How long something is still kept: counted from the server's clock, whatever the phone's says.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["left"];
  static values = { until: String, now: String };

  connect() {
    this.lastsMs = Date.parse(this.untilValue) - Date.parse(this.nowValue);
    this.beganAt = performance.now();
    this.timer = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  disconnect() {
    clearInterval(this.timer);
  }

  tick() {
    const left = Math.max(0, Math.ceil((this.lastsMs - (performance.now() - this.beganAt)) / 1000));
    const seconds = String(left % 60).padStart(2, "0");
    this.leftTarget.textContent = `${Math.floor(left / 60)}:${seconds}`;
  }
}
