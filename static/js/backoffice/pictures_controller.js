// Sends a dish's pictures as soon as they are pasted, dropped, chosen or taken, one by one.

import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import { broughtFiles } from "./brought_files.js";

export default class extends Controller {
  static targets = ["file", "sending", "shown", "progress", "left"];

  connect() {
    this.queue = [];
  }

  disconnect() {
    this.forget();
  }

  paste(event) {
    this.take(broughtFiles(event.clipboardData), event);
  }

  drop(event) {
    this.leave();
    this.take(broughtFiles(event.dataTransfer), event);
  }

  chosen(event) {
    const files = Array.from(event.currentTarget.files);
    event.currentTarget.value = "";
    this.take(files, event);
  }

  welcome(event) {
    event.preventDefault();
    this.element.classList.add("is-welcoming");
  }

  leave() {
    this.element.classList.remove("is-welcoming");
  }

  take(files, event) {
    if (!files.length) return;
    event.preventDefault();
    this.queue.push(...files);
    if (this.sendingTarget.hidden) this.sendNext();
  }

  // One at a time: nine photos in one request are more than the server takes.
  sendNext() {
    const file = this.queue.shift();
    this.sendingTarget.hidden = !file;
    this.forget();
    if (!file) return;
    this.address = URL.createObjectURL(file);
    this.shownTarget.src = this.address;
    this.progressTarget.value = 0;
    this.leftTarget.textContent = this.queue.length ? `+${this.queue.length}` : "";
    const one = new DataTransfer();
    one.items.add(file);
    this.fileTarget.files = one.files;
    htmx.trigger(this.fileTarget.form, "submit");
  }

  advance(event) {
    const { loaded, total } = event.detail;
    const isOurs = event.target === this.fileTarget.form && total;
    if (isOurs) this.progressTarget.value = Math.round((loaded / total) * 100);
  }

  answered(event) {
    if (event.target !== this.fileTarget.form) return;
    this.fileTarget.value = "";
    this.sendNext();
  }

  forget() {
    if (this.address) URL.revokeObjectURL(this.address);
  }
}
