// How old the board's picture is, always in sight; a red banner when it is too old to trust.

import { Controller } from "@hotwired/stimulus";
import { say, tell, write } from "./words.js";

const TRUSTED_S = 10;
const SOUND_EVERY_S = 10;

export default class extends Controller {
  static targets = ["age", "lost", "lostText", "ended", "denied"];

  connect() {
    this.goodAt = performance.now();
    this.timer = setInterval(() => this.draw(), 1000);
  }

  disconnect() {
    clearInterval(this.timer);
  }

  synced({ detail: { at } }) {
    this.goodAt = at;
    this.endedTarget.hidden = true;
    this.deniedTarget.hidden = true;
    this.draw();
  }

  failed({ detail: { problem } }) {
    if (problem.status === 401) this.endedTarget.hidden = false;
    if (problem.status === 403) this.deniedTarget.hidden = false;
    this.draw();
  }

  draw() {
    const seconds = Math.floor((performance.now() - this.goodAt) / 1000);
    const isLost = seconds >= TRUSTED_S;
    write(this.ageTarget, seconds < 1 ? say("syncedNow") : say("synced", { seconds }));
    this.ageTarget.dataset.state = isLost ? "lost" : seconds >= 7 ? "late" : "good";
    this.lostTarget.hidden = !isLost || !this.endedTarget.hidden || !this.deniedTarget.hidden;
    if (!isLost) return;
    write(this.lostTextTarget, say("lost", { seconds }));
    if ((seconds - TRUSTED_S) % SOUND_EVERY_S === 0) tell("lost");
  }
}
