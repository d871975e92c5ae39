// A bump bar or number pad: 1–9 choose a ticket's main button, which Enter then presses, R brings
// the last one back, S quiets the bell.

import { Controller } from "@hotwired/stimulus";
import { lineCommands } from "./line_commands.js";

export default class extends Controller {
  press(event) {
    const isTyping = event.target.closest("input, textarea, select, dialog");
    if (isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = event.key.toLowerCase();
    const act = /^[1-9]$/.test(key) ? () => this.choose(Number(key) - 1) : this.acts()[key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  acts() {
    return {
      r: () => lineCommands.bringLastBack(),
      s: () => this.application.getControllerForElementAndIdentifier(this.element, "sound").quiet(),
    };
  }

  choose(at) {
    const cards = Array.from(document.querySelectorAll(".ticket"));
    cards.forEach((card, index) => card.toggleAttribute("data-chosen", index === at));
    if (!cards[at]) return;
    cards[at].scrollIntoView({ block: "nearest", inline: "nearest" });
    cards[at].querySelector("[data-main]").focus({ preventScroll: true });
  }
}
