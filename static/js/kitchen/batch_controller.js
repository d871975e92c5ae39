// The same dish on several tickets: started or finished with one touch, and taken back with one.

import { Controller } from "@hotwired/stimulus";
import { lineCommands } from "./line_commands.js";
import { say, toast } from "./words.js";

export default class extends Controller {
  row(button) {
    const { element } = this;
    const summary = this.application.getControllerForElementAndIdentifier(element, "summary");
    return summary.rowOf(button);
  }

  start({ currentTarget }) {
    const { lines, name, number } = this.row(currentTarget);
    lineCommands.stepAll(lines.filter((line) => line.dataset.status === "placed"), "start");
    toast(say("dishStarted", { dish: name, count: number }));
  }

  finish({ currentTarget }) {
    const { lines, name, number } = this.row(currentTarget);
    const done = lines.map((line) => [line.closest(".ticket").dataset.id, line.dataset.line]);
    lineCommands.stepAll(lines, "done");
    const undo = () => done.forEach(([order, line]) => lineCommands.bringBack(order, [line]));
    toast(say("dishFinished", { dish: name, count: number }), { undo, kind: "success" });
  }
}
