// "Your number is called": once per call, with a sound and a buzz where the phone allows them.

import { Controller } from "@hotwired/stimulus";
import { chime } from "../core/chime.js";

const HEARD = "kf-called";

export default class extends Controller {
  static values = { key: String };

  connect() {
    const heard = (sessionStorage.getItem(HEARD) || "").split(" ");
    if (heard.includes(this.keyValue)) return;
    sessionStorage.setItem(HEARD, [...heard, this.keyValue].join(" "));
    // Browsers refuse both, with a complaint, on a page that nobody has touched yet.
    if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return;
    if (navigator.vibrate) navigator.vibrate([300, 150, 300]);
    chime();
  }
}
