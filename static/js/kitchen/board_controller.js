// Touches on the board: a line goes one step on, a whole ticket is finished, taken back, put away.

import { Controller } from "@hotwired/stimulus";
import { lineCommands } from "./line_commands.js";
import { FINISHES, NEXT } from "./next_step.js";
import { say, tell, toast } from "./words.js";

// Wet fingers touch twice: the second touch within this time is not meant.
const AGAIN_MS = 600;

export default class extends Controller {
  connect() {
    this.lastTouch = { id: "", at: 0 };
  }

  get cards() {
    return this.application.getControllerForElementAndIdentifier(this.element, "screen").cards;
  }

  touch(event) {
    const card = event.target.closest(".ticket");
    if (!card || this.cards.isMoving() || this.isSecond(event)) return;
    const button = event.target.closest("[data-do]");
    this.cards.touch(card);
    if (!button || card.dataset.state === "cancelled") return;
    const { do: act } = button.dataset;
    if (act in FINISHES) this.finish(card, ...FINISHES[act]);
    else if (act === "more") this.more(event);
    else this.step(button.closest(".line"));
  }

  isSecond(event) {
    const { id } = event.target.closest(".line, .ticket-foot, .ticket");
    const isSecond = id === this.lastTouch.id && event.timeStamp - this.lastTouch.at < AGAIN_MS;
    if (!isSecond) this.lastTouch = { id, at: event.timeStamp };
    return isSecond;
  }

  // The sheet for "sold out", by ⋯ or by a long press.
  more(event) {
    const line = event.target.closest(".line");
    if (!line) return;
    event.preventDefault();
    tell("dish", { id: line.dataset.dish });
  }

  step(line) {
    if ("void" in line.dataset) {
      this.cards.seeVoid(line);
      return;
    }
    const step = NEXT[this.cards.view][line.dataset.status];
    if (step) lineCommands.step([line], step);
  }

  finish(card, step, statuses) {
    lineCommands.step(lineCommands.linesOf(card, statuses), step);
  }

  // Cards were drawn by the server: what is still on its way is drawn over them again.
  again() {
    lineCommands.drawAgain();
  }

  offerUndo({ detail: { card } }) {
    const { id, name } = card.dataset;
    const last = lineCommands.doneLately(id);
    if (!last) return;
    const undo = () => lineCommands.bringBack(id, last.ids, last.status);
    const text = last.status === "served" ? "served" : "finished";
    toast(say(text, { ticket: name }), { undo, kind: "success" });
  }

  // Leaving the page would lose what could not be sent yet.
  hold(event) {
    if (!lineCommands.unsent) return;
    event.preventDefault();
    event.returnValue = "";
  }
}
