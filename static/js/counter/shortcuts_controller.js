// Keys for those who type: a key presses the shown button that names it in `data-shortcut`.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  press(event) {
    if (event.defaultPrevented || event.isComposing) return;
    const button = this.find(nameOf(event), this.isTyping(event));
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  // Of several buttons with one key the last: it belongs to the line that was touched last.
  find(key, isTyping) {
    if (isTyping && key.length === 1) return null;
    const open = document.querySelector("dialog[open]") || this.element;
    return [...open.querySelectorAll("[data-shortcut]")]
      .filter((each) => each.dataset.shortcut === key && !each.disabled && each.offsetParent)
      .pop();
  }

  // An empty search field has the focus most of the time: there single keys count as commands.
  isTyping({ target }) {
    if (!target.matches("input, textarea, select")) return false;
    return target.type !== "search" || target.value !== "";
  }
}

function nameOf(event) {
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + event.key;
}
