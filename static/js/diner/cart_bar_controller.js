// The bar below: how much is in the table's cart, which round it will be, and the way into it.

import { Controller } from "@hotwired/stimulus";
import { cart, countAll } from "./cart.js";
import { paintSum } from "./cart_lines.js";
import { isKnown } from "./dishes.js";
import { announce, word } from "./words.js";

export default class extends Controller {
  static targets = ["count", "total", "sum", "empty", "done", "round"];

  connect() {
    this.paint();
  }

  paint() {
    const count = countAll();
    const { round } = cart();
    this.countTarget.textContent = count;
    this.countTarget.hidden = !count;
    this.emptyTarget.hidden = count > 0;
    this.totalTarget.hidden = !count || !isKnown();
    paintSum(this.sumTarget);
    this.roundTarget.textContent = round > 1 ? word("round", { n: round }) : "";
    this.doneTarget.disabled = !count;
  }

  open() {
    if (countAll()) announce("cart:open");
  }
}
