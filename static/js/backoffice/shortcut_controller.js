// The key "/" leads to the search field from anywhere on the page.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  focus(event) {
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    event.preventDefault();
    this.element.focus();
    this.element.select();
  }
}
