// The drawer of tickets finished lately, from which one comes back at its original time.

import { Controller } from "@hotwired/stimulus";
import { lineCommands } from "./line_commands.js";
import { recall } from "./memory.js";
import { recent } from "./server.js";
import { say, toast } from "./words.js";

export default class extends Controller {
  static targets = ["drawer", "body"];

  async open() {
    this.bodyTarget.textContent = "";
    this.drawerTarget.showModal();
    try {
      this.bodyTarget.innerHTML = await recent(recall("station", ""));
    } catch (problem) {
      this.close();
      toast(say("failed"), { kind: "danger" });
    }
  }

  close() {
    this.drawerTarget.close();
  }

  recallAll({ currentTarget }) {
    const lines = currentTarget.closest(".recent").querySelectorAll('[data-status="done"]');
    this.bringBack(currentTarget, Array.from(lines));
  }

  recallOne({ currentTarget }) {
    this.bringBack(currentTarget, [currentTarget.closest("[data-line]")]);
  }

  async bringBack(button, lines) {
    const orderId = button.closest(".recent").dataset.recent;
    this.close();
    const ids = lines.map((line) => line.dataset.line);
    if (await lineCommands.bringBack(orderId, ids)) toast(say("broughtBack"));
  }
}
