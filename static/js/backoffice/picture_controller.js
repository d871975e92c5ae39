// Shows the chosen picture before it is sent.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["file", "shown", "none"];

  preview() {
    const file = this.fileTarget.files[0];
    if (!file || !file.type.startsWith("image/")) return;
    this.forget();
    this.address = URL.createObjectURL(file);
    this.shownTarget.src = this.address;
    this.shownTarget.hidden = false;
    this.noneTarget.hidden = true;
  }

  disconnect() {
    this.forget();
  }

  forget() {
    if (this.address) URL.revokeObjectURL(this.address);
  }
}
