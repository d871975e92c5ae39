// Shows the chosen picture before it is sent with its form; takes it from the clipboard as well.

import { Controller } from "@hotwired/stimulus";
import { broughtFiles, isPicture } from "./brought_files.js";

export default class extends Controller {
  static targets = ["file", "shown", "none"];

  paste(event) {
    this.take(event.clipboardData, event);
  }

  drop(event) {
    this.take(event.dataTransfer, event);
  }

  welcome(event) {
    event.preventDefault();
  }

  take(transfer, event) {
    const files = broughtFiles(transfer);
    if (!files.length) return;
    event.preventDefault();
    const kept = new DataTransfer();
    files.forEach((file) => kept.items.add(file));
    this.fileTarget.files = kept.files;
    this.preview();
  }

  preview() {
    const file = this.fileTarget.files[0];
    if (!file || !isPicture(file)) return;
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
