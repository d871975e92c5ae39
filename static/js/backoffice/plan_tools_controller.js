// What surrounds the floor plan: the chosen table's shape, keeping every move at once, and undo.

import { Controller } from "@hotwired/stimulus";
import { ask, fragment } from "../core/api.js";
import { isSame, kept } from "./plan_place.js";

export default class extends Controller {
  static targets = ["room", "chosen", "hint", "name", "shape", "turn", "page", "undo", "said"];
  static values = { url: String };

  initialize() {
    this.past = [];
    this.work = Promise.resolve();
  }

  choose({ target }) {
    const table = target.closest(".plan-table");
    // Words that come while a table is dragged would push it from under the finger.
    if (!table || table.classList.contains("held")) return;
    const { name, page, shape } = table.dataset;
    this.id = table.id;
    this.hintTarget.hidden = true;
    this.chosenTarget.hidden = false;
    this.nameTarget.textContent = name;
    this.pageTarget.href = page;
    this.turnTarget.disabled = shape !== "long";
    this.shapeTargets.forEach((each) => each.setAttribute("aria-pressed", each.dataset.shape === shape));
  }

  keep({ detail: { table, place } }) {
    this.choose({ target: table });
    this.change(table, place);
  }

  reshape({ params }) {
    const table = document.getElementById(this.id);
    this.change(table, { ...kept(table), shape: params.shape });
  }

  turn() {
    const table = document.getElementById(this.id);
    this.change(table, { ...kept(table), is_turned: !table.dataset.turned });
  }

  change(table, place) {
    const before = kept(table);
    if (isSame(before, place)) return;
    this.past.push({ path: table.dataset.save, place: before });
    this.send(table.dataset.save, place, "kept");
  }

  undo(event) {
    const last = this.past.pop();
    if (last) this.send(last.path, last.place, "undone");
    event.preventDefault();
  }

  // One after the other: the later move is the one that counts.
  send(path, body, outcome) {
    this.undoTarget.disabled = !this.past.length;
    this.work = this.work
      .then(() => ask("POST", path, { body }))
      .then(() => this.say(outcome), () => this.say("lost"))
      .then(() => this.redraw());
  }

  say(outcome) {
    this.saidTarget.textContent = this.saidTarget.dataset[outcome];
  }

  async redraw() {
    const html = await fragment(this.urlValue).catch(() => null);
    if (html === null || this.roomTarget.querySelector(".held")) return;
    const focused = this.roomTarget.contains(document.activeElement);
    this.roomTarget.innerHTML = html;
    const chosen = document.getElementById(this.id);
    if (chosen) this.choose({ target: chosen });
    if (chosen && focused) chosen.focus();
  }
}
