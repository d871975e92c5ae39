// The minutes on every card, and what they mean: by word and colour.

import { Controller } from "@hotwired/stimulus";
import { serverNow } from "./server_time.js";
import { write } from "./words.js";

export default class extends Controller {
  connect() {
    this.draw();
    this.timer = setInterval(() => this.draw(), 5000);
  }

  disconnect() {
    clearInterval(this.timer);
  }

  draw() {
    this.element.querySelectorAll(".ticket").forEach((card) => this.drawOne(card));
  }

  drawOne(card) {
    const minutes = Math.max(0, Math.floor((serverNow() - Date.parse(card.dataset.since)) / 60000));
    const { warn, late } = card.dataset;
    const isHeld = "held" in card.dataset;
    const pace = isHeld || minutes < warn ? "calm" : minutes < late ? "warn" : "late";
    write(card.querySelector("[data-minutes]"), minutes);
    if (card.dataset.pace !== pace) card.dataset.pace = pace;
  }
}
