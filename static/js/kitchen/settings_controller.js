// What this device is: its station and its name.

import { Controller } from "@hotwired/stimulus";
import { recall, remember } from "./memory.js";
import { renameScreen, screenName } from "./screen_name.js";
import { tell } from "./words.js";

export default class extends Controller {
  static targets = ["sheet", "name", "label", "station"];

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

  draw() {
    const chosen = recall("station", "");
    this.nameTarget.value = screenName();
    this.labelTarget.textContent = screenName();
    this.stationTargets.forEach((button) => {
      button.setAttribute("aria-pressed", button.dataset.station === chosen);
    });
  }
}
