// Rings once when a notice came that wants somebody; of several open pages, one rings.

import { Controller } from "@hotwired/stimulus";
import { chime } from "../core/chime.js";

const HEARD = "kf-notices";

export default class extends Controller {
  static targets = ["latest"];

  // Each look brings a new bell.
  latestTargetConnected(bell) {
    const { latest } = bell.dataset;
    if (!latest || latest <= (localStorage.getItem(HEARD) || "")) return;
    localStorage.setItem(HEARD, latest);
    // Browsers refuse it, with a complaint, on a page that nobody has touched yet.
    if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return;
    chime();
  }
}
