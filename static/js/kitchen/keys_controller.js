// A bump bar, number pad or keyboard; `?` shows the list (templates/kitchen/_keys.html).

import { Controller } from "@hotwired/stimulus";
import { lineCommands } from "./line_commands.js";
import { say, toast } from "./words.js";

export default class extends Controller {
  static targets = ["help"];

  press(event) {
    const isTyping = event.target.closest("input, textarea, select, dialog[open]");
    if (isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = event.key.toLowerCase();
    const act = /^[1-9]$/.test(key) ? () => this.choose(Number(key) - 1) : this.acts()[key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  acts() {
    const other = (name) => this.application.getControllerForElementAndIdentifier(this.element, name);
    const back = () => this.back();
    const quiet = () => other("sound").quiet();
    const totals = () => other("summary").toggle();
    const look = () => other("recent").open();
    return {
      r: back, backspace: back, ".": back,
      s: quiet, 0: quiet,
      a: totals, "*": totals,
      h: look, "/": look,
      f: () => other("wake").fullscreen(),
      "+": () => other("overflow").scrollOn(),
      "-": () => other("overflow").scrollBack(),
      "?": () => this.openHelp(),
      arrowright: () => this.choose(this.chosenAt() + 1),
      arrowleft: () => this.choose(Math.max(0, this.chosenAt() - 1)),
      arrowdown: () => this.walk(1),
      arrowup: () => this.walk(-1),
    };
  }

  openHelp() {
    this.helpTarget.showModal();
  }

  closeHelp() {
    this.helpTarget.close();
  }

  async back() {
    if (!lineCommands.lastDone.length) toast(say("nothingBack"));
    else if (await lineCommands.bringLastBack()) toast(say("broughtBack"));
  }

  get cards() {
    return Array.from(document.querySelectorAll(".ticket"));
  }

  chosenAt() {
    return this.cards.findIndex((card) => "chosen" in card.dataset);
  }

  choose(at) {
    const { cards } = this;
    if (!cards[at]) return;
    cards.forEach((card, index) => card.toggleAttribute("data-chosen", index === at));
    cards[at].scrollIntoView({ block: "nearest", inline: "nearest" });
    cards[at].querySelector("[data-main]").focus({ preventScroll: true });
  }

  // From dish to dish of the chosen ticket; its main button comes after the last.
  walk(by) {
    if (this.chosenAt() < 0) this.choose(0);
    const card = this.cards[this.chosenAt()];
    if (!card) return;
    const stops = Array.from(card.querySelectorAll(".line:not([hidden]) .line-touch, [data-main]"));
    const next = stops[stops.indexOf(document.activeElement) + by];
    if (next) next.focus();
  }
}
