// The sheet on which a cook says that a dish is sold out, nearly, or back.

import { Controller } from "@hotwired/stimulus";
import { dishSheet, setAvailability } from "./server.js";
import { say, toast } from "./words.js";

export default class extends Controller {
  static targets = ["sheet", "left", "count", "save", "error"];

  async open({ detail: { id } }) {
    try {
      this.sheetTarget.innerHTML = await dishSheet(id);
      this.sheetTarget.showModal();
    } catch (problem) {
      toast(problem.status ? problem.message : say("failed"), { kind: "danger" });
    }
  }

  close() {
    this.sheetTarget.close();
  }

  choose({ currentTarget }) {
    this.leftTarget.hidden = currentTarget.value !== "left";
  }

  fewer() {
    this.countTarget.value = Math.max(1, Number(this.countTarget.value) - 1);
  }

  more() {
    this.countTarget.value = Number(this.countTarget.value) + 1;
  }

  async save(event) {
    event.preventDefault();
    const { dish, name, available, remaining } = event.target.dataset;
    const count = Number(this.countTarget.value);
    const [text, wanted] = {
      out: ["dishOut", { available: false }],
      today: ["dishOut", { available: false, until: "tomorrow" }],
      left: ["dishLeft", { available: true, remaining: count }],
      back: ["dishBack", { available: true, remaining: null }],
    }[new FormData(event.target).get("choice")];
    const before = { available: available === "true", remaining: remaining === "" ? null : Number(remaining) };
    this.saveTarget.setAttribute("aria-busy", "true");
    if (!(await this.send(dish, wanted))) return;
    this.close();
    toast(say(text, { dish: name, count }), { undo: () => this.takeBack(dish, before) });
  }

  async send(dish, wanted) {
    try {
      await setAvailability(dish, wanted);
      return true;
    } catch (problem) {
      this.saveTarget.removeAttribute("aria-busy");
      this.errorTarget.hidden = false;
      this.errorTarget.textContent = problem.status ? problem.message : say("failed");
      return false;
    }
  }

  takeBack(dish, before) {
    setAvailability(dish, before).catch(() => toast(say("failed"), { kind: "danger" }));
  }
}
