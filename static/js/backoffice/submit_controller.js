// Sends a form as soon as one of its fields is changed.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  send() {
    if (this.element.reportValidity()) this.element.submit();
  }
}
