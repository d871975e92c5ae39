// The till: reckons the change while it is typed, and takes the money once.

import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import { reckon, yuan } from "./amounts.js";
import { sendOnce, unanswered } from "./once.js";

export default class extends Controller {
  static targets = ["form", "amount", "tendered", "channel", "cash", "code", "account", "accountName", "courier",
    "change", "over", "short", "problem", "submit", "grid", "unanswered", "unansweredAmount"];
  static values = { due: Number, url: String };

  connect() {
    this.slot = `counter-payment:${this.urlValue}`;
    // Nothing is due, yet an answer is missing: the money was taken, or somebody else took it.
    if (!this.hasFormTarget) return unanswered(this.slot) && this.send();
    return this.reckon();
  }

  choose({ currentTarget }) {
    this.channelTargets.forEach((b) => b.setAttribute("aria-pressed", String(b === currentTarget)));
    this.reckon();
  }

  quick({ currentTarget }) {
    this.tenderedTarget.value = currentTarget.dataset.amount;
    this.reckon();
    this.submitTarget.focus();
  }

  get body() {
    const { channel } = this.channelTargets.find((b) => b.getAttribute("aria-pressed") === "true").dataset;
    const tendered = channel === "cash" ? this.tenderedTarget.value : "";
    const more = channel === "on_account" && { account_name: this.accountNameTarget.value.trim() };
    return { channel, amount: this.amountTarget.value, tendered, expected_due_fen: this.dueValue, ...more };
  }

  reckon() {
    const open = unanswered(this.slot);
    const isCash = this.body.channel === "cash";
    const { over_fen, canTake } = reckon({ ...this.body, due_fen: this.dueValue, isCash });
    this.cashTargets.forEach((each) => (each.hidden = !isCash));
    const { channel, account_name: owes } = this.body;
    const shown = { static_code: this.codeTargets, on_account: this.accountTargets, cod: this.courierTargets };
    Object.entries(shown).forEach(([name, them]) => them.forEach((each) => (each.hidden = channel !== name)));
    this.changeTarget.textContent = yuan(Math.abs(over_fen));
    this.overTarget.hidden = over_fen < 0;
    this.shortTarget.hidden = over_fen >= 0;
    this.submitTarget.disabled = !canTake || owes === "";
    this.gridTarget.hidden = Boolean(open);
    this.unansweredTarget.hidden = !open;
    if (open) this.unansweredAmountTarget.textContent = open.body.amount;
  }

  take(event) {
    event.preventDefault();
    if (!this.submitTarget.disabled) this.send();
  }

  async send() {
    if (this.isSending) return;
    this.isSending = true;
    if (this.hasSubmitTarget) this.submitTarget.setAttribute("aria-busy", "true");
    try {
      const answer = await sendOnce(this.slot, this.urlValue, this.hasFormTarget && this.body);
      htmx.ajax("GET", answer.show, { target: "#sheet" });
    } catch (problem) {
      this.refused(problem);
    }
  }

  refused({ status, message, body }) {
    this.isSending = false;
    if (!this.hasFormTarget) return;
    this.submitTarget.removeAttribute("aria-busy");
    this.problemTarget.hidden = !(status >= 400 && status < 500);
    this.problemTarget.textContent = [message, ...Object.values(body.fields || {})].join(" ");
    this.reckon();
  }
}
