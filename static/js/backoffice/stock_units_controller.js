// Offers the units of the ingredient that is chosen in a row, the usual one first.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static values = { known: Object };

  choose(event) {
    const row = event.target.closest("li") || this.element;
    const units = row.querySelector("select[name$=unit]");
    units.textContent = "";
    for (const [key, words] of this.knownValue[event.target.value] || []) {
      units.appendChild(new Option(words, key));
    }
  }
}
