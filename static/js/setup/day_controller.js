// The times of a weekday are shown only where the day has hours of its own.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["mode", "hours"];

  connect() {
    this.show();
  }

  show() {
    this.hoursTarget.hidden = this.modeTarget.value !== "own";
  }
}
