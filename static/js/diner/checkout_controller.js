// Ordering what is in the cart: keeps the guest waiting while it is not decided, then goes on.

import { Controller } from "@hotwired/stimulus";
import { cart, reloadCart } from "./cart.js";
import { bodyOf } from "./cart_lines.js";
import { isKnown, refreshDishes } from "./dishes.js";
import { toast } from "./question.js";
import { answerRefusal } from "./refusals.js";
import { beginOrder, pendingOrder, sendOrder } from "./sender.js";
import { hideDialog, leaveFor, showDialog } from "./sheets.js";
import { nameFor, onChangeElsewhere } from "./storage.js";
import { announce, word } from "./words.js";

const LONG_MS = 30000;
const BUSY = new Set([429, 503]);

export default class extends Controller {
  static targets = ["title", "text"];
  static values = { ordersUrl: String };

  connect() {
    onChangeElsewhere(nameFor("sending"), () => this.send("checking"));
    if (pendingOrder()) this.send("checking");
  }

  async begin() {
    if (!isKnown()) await refreshDishes().catch(() => {});
    // Another tab may have ordered meanwhile: what counts is what is written down.
    reloadCart();
    if (!isKnown()) toast(word("offline"), { kind: "danger" });
    else if (cart().lines.length) this.send("sending", bodyOf());
    else announce("cart:changed");
  }

  send(words, body) {
    if (body) beginOrder(body, cart().lines);
    if (words) this.say(words);
    if (pendingOrder()) showDialog(this.element);
    sendOrder(this);
  }

  onWait(problem, since) {
    if (problem.code === "csrf") window.location.reload();
    this.say(BUSY.has(problem.status) ? "busy" : "checking");
    if (Date.now() - since > LONG_MS) this.textTarget.textContent = word("long_text");
  }

  async onRefused(problem, sent) {
    hideDialog(this.element);
    const next = await answerRefusal(problem, sent);
    if (next) this.send("sending", next);
  }

  // Another tab of this phone brought it to an end: an empty cart says that it was placed.
  onElsewhere() {
    const wasWaiting = this.element.hasAttribute("open");
    hideDialog(this.element);
    reloadCart();
    announce("cart:changed");
    if (wasWaiting && !cart().lines.length) this.onPlaced();
  }

  onPlaced() {
    leaveFor(this.ordersUrlValue);
  }

  hurry() {
    if (pendingOrder() && !document.hidden) this.send();
  }

  hold(event) {
    event.preventDefault();
    if (pendingOrder()) showDialog(this.element);
  }

  say(name) {
    this.titleTarget.textContent = word(`${name}_title`);
    this.textTarget.textContent = word(`${name}_text`);
  }
}
