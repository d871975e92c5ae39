// The card of the shift: what this station did today.

import { Controller } from "@hotwired/stimulus";
import { recall } from "./memory.js";
import { shiftCard } from "./server.js";
import { say, toast } from "./words.js";

export default class extends Controller {
  static targets = ["sheet", "body"];

  async open() {
    try {
      this.bodyTarget.innerHTML = await shiftCard(recall("station", ""));
      this.sheetTarget.showModal();
    } catch (problem) {
      toast(say("failed"), { kind: "danger" });
    }
  }

  close() {
    this.sheetTarget.close();
  }
}
