// The bar below: how much is in the cart, and the way into it.

import { Controller } from "@hotwired/stimulus";
import { cart, countAll } from "./cart.js";
import { totalOf } from "./cart_lines.js";
import { isKnown } from "./dishes.js";
import { announce, yuanShort } from "./words.js";

export default class extends Controller {
  static targets = ["count", "total", "sum", "empty", "done"];

  connect() {
    this.paint();
  }

  paint() {
    const count = countAll();
    this.countTarget.textContent = count;
    this.countTarget.hidden = !count;
    this.emptyTarget.hidden = count > 0;
    this.totalTarget.hidden = !count || !isKnown();
    this.sumTarget.textContent = yuanShort(totalOf(cart().lines));
    this.doneTarget.disabled = !count;
  }

  open() {
    if (countAll()) announce("cart:open");
  }
}
