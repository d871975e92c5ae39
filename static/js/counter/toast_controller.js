// Says in a corner what was done, and what the server refused.

import { Controller } from "@hotwired/stimulus";

const SHOWN_MS = 4500;

export default class extends Controller {
  static targets = ["stack", "sample"];

  connect() {
    this.refused = ({ detail }) => this.problem(detail.xhr);
    this.lost = () => this.say(this.stackTarget.dataset.network, "danger");
    this.told = ({ detail }) => this.say(detail.message, detail.look);
    document.addEventListener("htmx:responseError", this.refused);
    document.addEventListener("htmx:sendError", this.lost);
    document.addEventListener("htmx:timeout", this.lost);
    document.addEventListener("counter:say", this.told);
  }

  disconnect() {
    document.removeEventListener("htmx:responseError", this.refused);
    document.removeEventListener("htmx:sendError", this.lost);
    document.removeEventListener("htmx:timeout", this.lost);
    document.removeEventListener("counter:say", this.told);
  }

  acted({ detail }) {
    if (detail.message) this.say(detail.message, "success");
  }

  problem(xhr) {
    if (xhr.status === 401) window.location.reload();
    let body = {};
    try {
      body = JSON.parse(xhr.responseText);
    } catch (error) {
      body = { detail: `${xhr.status} ${xhr.statusText}` };
    }
    const fields = Object.values(body.fields || {});
    this.say([body.detail, ...fields].filter(Boolean).join(" "), "danger");
  }

  // What was acted upon may close its sheet first; an open sheet covers all that is outside of it.
  say(message, look = "") {
    setTimeout(() => {
      const line = this.sampleTarget.content.cloneNode(true).firstElementChild;
      line.textContent = message;
      if (look) line.classList.add(look);
      const sheet = document.querySelector("dialog[open]");
      const row = document.createElement("div");
      if (sheet) row.className = "toasts";
      row.append(line);
      (sheet || this.stackTarget).append(row);
      setTimeout(() => row.remove(), SHOWN_MS);
    });
  }
}
