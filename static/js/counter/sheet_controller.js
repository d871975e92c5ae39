// The one sheet of a page: shown when htmx has filled it, emptied when it closes.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  connect() {
    this.emptied = () => (this.element.textContent = "");
    this.element.addEventListener("close", this.emptied);
  }

  disconnect() {
    this.element.removeEventListener("close", this.emptied);
  }

  show() {
    if (!this.element.open) this.element.showModal();
    const first = this.element.querySelector("[autofocus]");
    if (first) first.focus();
  }

  acted({ detail }) {
    if (!detail.keep) this.close();
  }

  close() {
    if (this.element.open) this.element.close();
  }

  clicked(event) {
    if (event.target === this.element || event.target.closest("[data-sheet-close]")) this.close();
  }
}
