// "Your number is called": once per call, with a sound and a buzz where the phone allows them.

import { Controller } from "@hotwired/stimulus";
import { chime } from "../core/chime.js";

const HEARD = "kf-called";

export default class extends Controller {
  static values = { key: String };

  connect() {
    if (sessionStorage.getItem(HEARD) === this.keyValue) return;
    sessionStorage.setItem(HEARD, this.keyValue);
    if (navigator.vibrate) navigator.vibrate([300, 150, 300]);
    chime();
  }
}
