// Ready-made words: a touch puts one into the field, another touch takes it out again.

import { Controller } from "@hotwired/stimulus";

const GAP = /[,，、]\s*/;

export default class extends Controller {
  static targets = ["text"];

  toggle({ currentTarget }) {
    const word = currentTarget.textContent.trim();
    const words = this.textTarget.value.split(GAP).filter(Boolean);
    const kept = words.includes(word) ? words.filter((each) => each !== word) : [...words, word];
    this.textTarget.value = kept.join("，");
    this.textTarget.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
