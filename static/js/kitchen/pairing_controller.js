// The page of a tablet that waits to be paired: it goes on when its code was entered.

import { Controller } from "@hotwired/stimulus";
import { pairingState } from "./server.js";

const EVERY_MS = 2000;

export default class extends Controller {
  static targets = ["code", "over", "again"];
  static values = { waits: Boolean };

  connect() {
    if (this.waitsValue) this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  disconnect() {
    clearInterval(this.timer);
  }

  async look() {
    const state = await pairingState().catch(() => null);
    if (!state) return;
    if (state.paired) window.location.assign("/kitchen/pair");
    if (state.paired || state.waiting) return;
    clearInterval(this.timer);
    this.overTarget.hidden = false;
    this.againTarget.hidden = false;
  }
}
