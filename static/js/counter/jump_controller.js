// Goes to a table by its name, for those who type.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["name", "none"];

  go(event) {
    event.preventDefault();
    const wanted = this.nameTarget.value.trim().toUpperCase();
    const tiles = [...document.querySelectorAll("[data-table]")];
    const tile = tiles.find((each) => each.dataset.table.toUpperCase() === wanted);
    this.noneTarget.hidden = Boolean(tile) || !wanted;
    if (tile) window.location.assign(tile.getAttribute("href"));
  }

  focus(event) {
    if (event.key !== "/" || event.target.matches("input, textarea")) return;
    event.preventDefault();
    this.nameTarget.focus();
  }
}
