// What both sheets share: how they are left.

import { Controller } from "@hotwired/stimulus";
import { closeSheet } from "./sheets.js";

export default class extends Controller {
  dismiss(event) {
    if (event) event.preventDefault();
    closeSheet(this.element);
  }

  backdrop(event) {
    if (event.target === this.element) this.dismiss();
  }

  get noteField() {
    return this.element.querySelector("[data-controller=chips]");
  }
}
