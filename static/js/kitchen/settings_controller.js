// What this device is and how it shows things: its station, its name, its writing, its columns.

import { Controller } from "@hotwired/stimulus";
import { recall, remember } from "./memory.js";
import { renameScreen, screenName } from "./screen_name.js";
import { tell } from "./words.js";

export default class extends Controller {
  static targets = ["sheet", "name", "label", "station", "size", "columns"];

  connect() {
    this.draw();
  }

  open() {
    this.draw();
    this.sheetTarget.showModal();
  }

  close() {
    this.sheetTarget.close();
  }

  rename() {
    renameScreen(this.nameTarget.value);
    this.draw();
  }

  station({ currentTarget }) {
    remember("station", currentTarget.dataset.station);
    tell("station");
    this.draw();
  }

  size({ currentTarget }) {
    this.keep("size", currentTarget.dataset.value);
  }

  columns({ currentTarget }) {
    this.keep("columns", currentTarget.dataset.value);
  }

  keep(name, value) {
    remember(name, value);
    this.draw();
    tell("drawn");
  }

  draw() {
    if (this.hasNameTarget) this.nameTarget.value = screenName();
    this.labelTarget.textContent = screenName();
    press(this.stationTargets, "station", recall("station", ""));
    press(this.sizeTargets, "value", recall("size", "1"));
    press(this.columnsTargets, "value", recall("columns", "0"));
    const { dataset } = document.documentElement;
    dataset.size = recall("size", "1");
    dataset.columns = recall("columns", "0");
  }
}

function press(buttons, name, chosen) {
  buttons.forEach((button) => button.setAttribute("aria-pressed", button.dataset[name] === chosen));
}
