// Finding dishes by name, pinyin, initials or English name; every word typed must occur.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["query", "scope", "nothing"];

  filter() {
    const asked = this.queryTarget.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    this.scopeTarget.classList.toggle("is-searched", asked.length > 0);
    this.scopeTarget.querySelectorAll("section").forEach((section) => {
      let inSection = 0;
      section.querySelectorAll(".dish").forEach((row) => {
        row.hidden = !asked.every((each) => row.dataset.words.includes(each));
        if (!row.hidden) inSection += 1;
      });
      section.hidden = asked.length > 0 && !inSection;
      found += inSection;
    });
    this.nothingTarget.hidden = found > 0 || !asked.length;
    if (asked.length) this.scopeTarget.scrollIntoView({ block: "start" });
  }

  // A list that was drawn anew is filtered like the former one.
  nothingTargetConnected() {
    if (this.hasQueryTarget && this.queryTarget.value) this.filter();
  }
}
