// The names that a line of tables will get, while it is typed; the server makes them by its own rule.

import { Controller } from "@hotwired/stimulus";

const SHOWN = 12;
const MOST = 100;

export default class extends Controller {
  static targets = ["prefix", "first", "last", "names"];

  connect() {
    this.show();
  }

  show() {
    const names = this.names();
    const { none, more } = this.namesTarget.dataset;
    const shown = names.slice(0, SHOWN).join("　");
    const rest = names.length > SHOWN ? ` ${more.replace("{count}", names.length)}` : "";
    this.namesTarget.textContent = names.length ? shown + rest : none;
  }

  names() {
    const prefix = this.prefixTarget.value.trim();
    const first = Number.parseInt(this.firstTarget.value || "1", 10);
    const last = Number.parseInt(this.lastTarget.value || this.firstTarget.value, 10);
    const count = last - first + 1;
    if (!(count > 0 && count <= MOST)) return [];
    const isLetter = /[\x20-\x7e]$/.test(prefix);
    const width = isLetter ? Math.max(2, String(last).length) : 1;
    return Array.from({ length: count }, (_, place) => {
      return prefix + String(first + place).padStart(width, "0");
    });
  }
}
