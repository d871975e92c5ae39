// Sends the basket to the kitchen, once; what the server refuses is said and nothing is lost.

import { Controller } from "@hotwired/stimulus";
import { unanswered } from "./once.js";
import { placeOrder } from "./order_sending.js";

export default class extends Controller {
  static targets = ["send", "unanswered", "due"];
  static outlets = ["basket"];
  static values = { place: String, table: String, session: String, done: String, unknown: String };

  connect() {
    this.slot = `counter-order:${this.placeValue}`;
    this.show();
  }

  basketOutletConnected() {
    this.show();
  }

  show() {
    const open = unanswered(this.slot);
    const isFilled = this.hasBasketOutlet && this.basketOutlet.basket && this.basketOutlet.basket.lines.length;
    this.unansweredTarget.hidden = !open;
    this.sendTarget.disabled = !isFilled && !open;
  }

  // Where, for which of the parties that share a table, and, for pick-up, when the food is wanted.
  wanted() {
    const due_at = this.hasDueTarget ? this.dueTarget.value : "";
    return { table_id: this.tableValue, session_id: this.sessionValue, due_at };
  }

  async send() {
    if (this.sendTarget.disabled || this.sendTarget.hasAttribute("aria-busy")) return null;
    this.sendTarget.setAttribute("aria-busy", "true");
    const { basket } = this.basketOutlet;
    const refusal = await placeOrder(this.slot, basket, this.wanted(), this.unknownValue);
    if (refusal === null) {
      basket.forget();
      return window.location.assign(this.doneValue);
    }
    this.sendTarget.removeAttribute("aria-busy");
    this.dispatch("say", { prefix: "counter", detail: { message: refusal, look: "danger" } });
    return this.show();
  }
}
