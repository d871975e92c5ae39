// The sheet for an open item 临时菜: something that is not on the menu, with its price and station.

import { Controller } from "@hotwired/stimulus";
import { toFen, yuan } from "./amounts.js";

export default class extends Controller {
  static targets = ["dialog", "name", "price", "station", "note", "quantity", "problem"];

  // Opens for a new item, or for the basket's `line` that is being changed.
  open(line = null) {
    const shown = line && line.name ? line : { name: "", note: "", quantity: 1, station_id: null };
    this.line = line && line.name ? line : null;
    this.nameTarget.value = shown.name;
    this.priceTarget.value = this.line ? yuan(shown.price_fen) : "";
    this.noteTarget.value = shown.note;
    this.quantityTarget.value = shown.quantity;
    if (shown.station_id) this.stationTarget.value = shown.station_id;
    this.problemTarget.hidden = true;
    this.dialogTarget.showModal();
    this.nameTarget.focus();
  }

  choose(event) {
    event.preventDefault();
    const price_fen = toFen(this.priceTarget.value);
    const name = this.nameTarget.value.trim();
    this.problemTarget.hidden = Boolean(name) && price_fen !== null;
    if (!name || price_fen === null) return;
    const quantity = Math.min(99, Math.max(1, parseInt(this.quantityTarget.value, 10) || 1));
    const station_id = this.stationTarget.value || null;
    const line = { name, price_fen, station_id, note: this.noteTarget.value.trim(), quantity };
    this.close();
    this.dispatch("chosen", { detail: { line, instead: this.line } });
  }

  close() {
    this.dialogTarget.close();
  }

  backdrop(event) {
    if (event.target === this.dialogTarget) this.close();
  }
}
