// Rows with a number for their place, which may also be dragged: the numbers then follow.

import { Controller } from "@hotwired/stimulus";
import Sortable from "sortablejs";

export default class extends Controller {
  static targets = ["place"];

  connect() {
    this.sortable = Sortable.create(this.element, {
      handle: ".handle",
      animation: 120,
      ghostClass: "is-lifted",
      scrollSensitivity: 80,
      onEnd: (event) => {
        if (event.oldIndex !== event.newIndex) this.number();
      },
    });
  }

  disconnect() {
    this.sortable.destroy();
  }

  number() {
    this.placeTargets.forEach((place, at) => {
      place.value = at + 1;
    });
    // One event for all of them: the preview follows it.
    this.element.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
