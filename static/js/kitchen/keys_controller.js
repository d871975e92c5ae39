// A bump bar or number pad: 1–9 choose, Enter finishes, R brings back, S quiets the bell.

import { Controller } from "@hotwired/stimulus";
import { lineCommands } from "./line_commands.js";

export default class extends Controller {
  press(event) {
    const isTyping = event.target.closest("input, textarea, select, dialog");
    if (isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = event.key.toLowerCase();
    const act = /^[1-9]$/.test(key) ? () => this.choose(Number(key) - 1) : this.acts()[key];
    if (!act || (key === "enter" && !this.chosen)) return;
    event.preventDefault();
    act();
  }

  acts() {
    return {
      enter: () => this.finish(),
      r: () => lineCommands.bringLastBack(),
      s: () => this.controller("sound").quiet(),
    };
  }

  get chosen() {
    return document.querySelector(".ticket[data-chosen]");
  }

  choose(at) {
    const cards = Array.from(document.querySelectorAll(".ticket"));
    cards.forEach((card, index) => card.toggleAttribute("data-chosen", index === at));
    if (cards[at]) cards[at].scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  finish() {
    const card = this.chosen;
    this.controller("screen").cards.touch(card);
    if (card.dataset.state === "open") this.controller("board").finish(card);
  }

  controller(name) {
    return this.application.getControllerForElementAndIdentifier(this.element, name);
  }
}
