// Puts a ready-made reason into the field.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["text"];

  choose({ currentTarget }) {
    this.textTarget.value = currentTarget.textContent;
    this.textTarget.focus();
  }
}
