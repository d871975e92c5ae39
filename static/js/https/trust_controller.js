// Tries the shop's HTTPS address from the plain page: an answer means that this device trusts it.

import { Controller } from "@hotwired/stimulus";

const PATIENCE_MS = 8000;

export default class extends Controller {
  static targets = ["asking", "yes", "no"];
  static values = { url: String };

  connect() {
    this.ask();
  }

  async ask() {
    this.show("asking");
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
    const options = { signal: abort.signal, cache: "no-store", credentials: "omit" };
    const isTrusted = await fetch(`${this.urlValue}/healthz`, options)
      .then((answer) => answer.ok)
      .catch(() => false);
    clearTimeout(timer);
    this.show(isTrusted ? "yes" : "no");
  }

  show(outcome) {
    ["asking", "yes", "no"].forEach((name) => {
      this[`${name}Targets`].forEach((element) => {
        element.hidden = name !== outcome;
      });
    });
  }
}
