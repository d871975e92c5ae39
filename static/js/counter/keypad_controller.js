// The till's own keypad: types into the field that was touched last.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["field"];

  connect() {
    // With our own keypad on the page, the tablet's keyboard would only cover it.
    const mode = window.matchMedia("(min-width: 720px)").matches ? "none" : "decimal";
    this.fieldTargets.forEach((field) => (field.inputMode = mode));
    this.field = this.fieldTargets[this.fieldTargets.length - 1];
  }

  aim({ currentTarget }) {
    this.field = currentTarget;
    currentTarget.select();
  }

  press({ params }) {
    const shown = this.fieldTargets.filter((each) => each.offsetParent);
    const field = shown.includes(this.field) ? this.field : shown[0];
    const isChosen = field.value && field.selectionEnd - field.selectionStart === field.value.length;
    const kept = isChosen ? "" : field.value;
    field.value = params.key === "back" ? kept.slice(0, -1) : kept + params.key;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
