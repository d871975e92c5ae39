// Wishes to tap beside a free note.

import { Controller } from "@hotwired/stimulus";
import { isPressed, press } from "./notes.js";

export default class extends Controller {
  toggle({ currentTarget }) {
    press(currentTarget, !isPressed(currentTarget));
    this.tell();
  }

  tell() {
    this.dispatch("changed", { prefix: "chips" });
  }
}
