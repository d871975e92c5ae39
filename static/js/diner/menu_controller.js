// The list of dishes: what can be touched, and how many of each are in the cart.

import { Controller } from "@hotwired/stimulus";
import { addLine, cart, changeLine, countOf, isMine } from "./cart.js";
import { basePrice, findDish, most, portionSteps, refreshDishes } from "./dishes.js";
import { toast } from "./question.js";
import { announce, fill, named, part, word, yuanShort } from "./words.js";

const FEW = 10;

export default class extends Controller {
  static targets = ["dish"];

  dishTargetConnected(row) {
    this.paintRow(row);
  }

  tap(event) {
    const row = event.target.closest(".dish");
    const touched = event.target.closest("[data-do]");
    if (!row || !touched) return;
    if (touched.dataset.do === "open") announce("dish:open", { id: row.dataset.id });
    if (touched.dataset.do === "plus") this.plus(row.dataset.id);
    if (touched.dataset.do === "minus") this.minus(row.dataset.id);
  }

  async plus(id) {
    if (!findDish(id)) await refreshDishes().catch(() => {});
    const dish = findDish(id);
    if (!dish) {
      toast(word("offline"), { kind: "danger" });
    } else if (countOf(id) >= most(dish)) {
      toast(word(dish.remaining === null ? "most" : "no_more", { n: most(dish), name: named(dish) }));
    } else {
      const { least, step } = portionSteps(dish);
      addLine({ dish_id: id, option_ids: [], note: "", quantity: countOf(id) ? step : least,
        name: dish.name, name_en: dish.name_en });
    }
  }

  minus(id) {
    const lines = cart().lines.filter((line) => line.dish_id === id && isMine(line));
    const last = lines[lines.length - 1];
    const { least, step } = portionSteps(findDish(id) || {});
    // What somebody else has chosen is changed where it says whose it is.
    if (last) changeLine(last, countOf(id) > least ? -step : -last.quantity);
    else announce("cart:open");
  }

  paint() {
    this.dishTargets.forEach((row) => this.paintRow(row));
  }

  paintRow(row) {
    const count = countOf(row.dataset.id);
    const output = part(row, "count");
    if (output.textContent !== String(count || "")) fill(row, "count", count || "");
    const minus = part(row, "minus");
    if (minus) minus.hidden = !count;
    const dish = findDish(row.dataset.id);
    if (!dish) return;
    row.classList.toggle("is-gone", !dish.available);
    row.classList.toggle("is-off-hours", Boolean(dish.is_off_hours));
    row.dataset.sold = dish.sold_recently || 0;
    const price = part(row, "price");
    if (price) price.textContent = yuanShort(basePrice(dish));
    const isFew = dish.available && dish.remaining !== null && dish.remaining <= FEW;
    fill(row, "left", isFew ? word("left", { n: dish.remaining }) : "");
  }
}
