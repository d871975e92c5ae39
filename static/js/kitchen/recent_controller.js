// The drawer of the day's tickets: looked through, searched, and one taken back at its old time.

import { Controller } from "@hotwired/stimulus";
import { lineCommands } from "./line_commands.js";
import { recall } from "./memory.js";
import { recent } from "./server.js";
import { say, toast } from "./words.js";

const TYPED_MS = 250;

export default class extends Controller {
  static targets = ["drawer", "body", "search"];

  open() {
    this.searchTarget.value = "";
    this.bodyTarget.textContent = "";
    this.drawerTarget.showModal();
    this.fill();
  }

  look() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fill(), TYPED_MS);
  }

  // An answer that was overtaken by the next letter is dropped.
  async fill() {
    const text = this.searchTarget.value.trim();
    try {
      const html = await recent(recall("station", ""), text);
      if (text === this.searchTarget.value.trim()) this.bodyTarget.innerHTML = html;
    } catch (problem) {
      this.close();
      toast(say("failed"), { kind: "danger" });
    }
  }

  close() {
    this.drawerTarget.close();
  }

  recallAll({ currentTarget }) {
    const { lines, status } = finished(currentTarget.closest(".recent"));
    this.bringBack(currentTarget, lines, status);
  }

  recallOne({ currentTarget }) {
    this.bringBack(currentTarget, [currentTarget.closest("[data-line]")], "done");
  }

  async bringBack(button, lines, status) {
    const orderId = button.closest(".recent").dataset.recent;
    this.close();
    const ids = lines.map((line) => line.dataset.line);
    if (await lineCommands.bringBack(orderId, ids, status)) toast(say("broughtBack"));
  }
}

// What can come back: what is done, else what was served already.
function finished(section) {
  const done = Array.from(section.querySelectorAll('[data-status="done"]'));
  if (done.length) return { lines: done, status: "done" };
  return { lines: Array.from(section.querySelectorAll('[data-status="served"]')), status: "served" };
}
