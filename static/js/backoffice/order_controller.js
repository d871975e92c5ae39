// A list put in order by dragging or by the arrows; each move is saved at once.

import { Controller } from "@hotwired/stimulus";
import Sortable from "sortablejs";
import { ask } from "../core/api.js";

export default class extends Controller {
  static targets = ["item"];

  connect() {
    this.sortable = Sortable.create(this.element, {
      handle: ".handle",
      animation: 120,
      ghostClass: "is-lifted",
      scrollSensitivity: 80,
      onEnd: (event) => {
        if (event.oldIndex !== event.newIndex) this.save(event.item);
      },
    });
    this.waiting = Promise.resolve();
    this.known = this.itemTargets.map((item) => item.dataset.id);
  }

  disconnect() {
    this.sortable.destroy();
  }

  up(event) {
    const item = this.itemOf(event);
    const other = item.previousElementSibling;
    if (other) this.swap(item, other, item, event.currentTarget);
  }

  down(event) {
    const item = this.itemOf(event);
    const other = item.nextElementSibling;
    if (other) this.swap(other, item, item, event.currentTarget);
  }

  swap(first, second, moved, button) {
    this.element.insertBefore(first, second);
    button.focus();
    moved.scrollIntoView({ block: "nearest" });
    this.save(moved);
  }

  itemOf(event) {
    return this.itemTargets.find((item) => item.contains(event.currentTarget));
  }

  // One after the other: two quick moves must reach the server in the order they were made.
  save(item) {
    const before = item.previousElementSibling;
    const after = before ? before.dataset.id : "";
    this.waiting = this.waiting.then(() => this.send(item, after));
  }

  async send(item, after) {
    try {
      const answer = await ask("POST", item.dataset.path, { body: { after } });
      this.follow(answer.order);
      if (answer.undoable) this.tell("undoable", answer.undoable);
    } catch (problem) {
      this.tell("refused", { words: problem.status ? problem.message : "" });
      this.follow((problem.body && problem.body.order) || this.known);
    }
  }

  // The order is the server's: somebody else may have moved something meanwhile.
  follow(order) {
    this.known = order;
    const items = new Map(this.itemTargets.map((item) => [item.dataset.id, item]));
    order.filter((id) => items.has(id)).forEach((id) => this.element.appendChild(items.get(id)));
  }

  tell(name, detail) {
    document.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
