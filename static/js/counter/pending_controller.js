// Shows itself while a payment to `url` has got no answer on this device.

import { Controller } from "@hotwired/stimulus";
import { unanswered } from "./once.js";

export default class extends Controller {
  static values = { url: String };

  connect() {
    this.element.hidden = !unanswered(`counter-payment:${this.urlValue}`);
  }
}
