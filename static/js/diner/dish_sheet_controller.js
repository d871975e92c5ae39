// One dish: picture, text, choices, wishes, number; into the cart.

import { addLine, countOf } from "./cart.js";
import { paintFacts } from "./dish_facts.js";
import { findDish, most, portionSteps, refreshDishes, unitPrice } from "./dishes.js";
import { readNote, writeNote } from "./notes.js";
import { chosenIds, drawGroups, findUnanswered, limitChoices, stepChoice } from "./option_groups.js";
import { toast } from "./question.js";
import { isOpen, openSheet } from "./sheets.js";
import SheetController from "./sheet_controller.js";
import { named, word, yuanShort } from "./words.js";

export default class extends SheetController {
  static targets = ["picture", "name", "local", "price", "description", "spice", "allergens",
    "included", "portion", "nutrition", "sale", "groups", "total", "quantity", "submit"];

  async open({ detail: { id } }) {
    if (!findDish(id)) await refreshDishes().catch(() => toast(word("offline"), { kind: "danger" }));
    this.dish = findDish(id);
    if (!this.dish) return;
    this.quantity = this.fewest;
    paintFacts(this, this.dish);
    drawGroups(this.groupsTarget, this.dish);
    writeNote(this.noteField, "");
    this.choose();
    openSheet(this.element);
    this.element.querySelector(".sheet-body").scrollTop = 0;
  }

  refresh() {
    if (!this.dish || !isOpen(this.element)) return;
    this.dish = findDish(this.dish.id) || { ...this.dish, available: false };
    paintFacts(this, this.dish);
    this.choose();
  }

  choose() {
    limitChoices(this.groupsTarget, this.dish);
    const left = most(this.dish) - countOf(this.dish.id);
    this.quantity = Math.max(1, Math.min(this.quantity, left));
    const total = unitPrice(this.dish, chosenIds(this.groupsTarget)) * this.quantity;
    this.totalTarget.textContent = yuanShort(total);
    this.totalTarget.parentElement.hidden = Boolean(this.dish.price_kind);
    this.quantityTarget.textContent = this.quantity;
    this.submitTarget.disabled = left < 1;
    this.submitTarget.textContent = word(left < 1 ? "sold_out" : "add");
    this.element.querySelector(".sheet-foot .plus").disabled = this.quantity >= left;
  }

  get fewest() {
    const { least, step } = portionSteps(this.dish);
    return countOf(this.dish.id) >= least ? step : least;
  }

  step({ params: { sign } }) {
    const wanted = this.quantity + sign * portionSteps(this.dish).step;
    this.quantity = Math.max(this.fewest, wanted);
    this.choose();
  }

  count({ currentTarget }) {
    stepChoice(currentTarget);
    this.choose();
  }

  add(event) {
    event.preventDefault();
    const unanswered = findUnanswered(this.groupsTarget, this.dish);
    if (unanswered) {
      unanswered.scrollIntoView({ block: "center" });
      unanswered.querySelector("input, button").focus({ preventScroll: true });
      return;
    }
    addLine({ dish_id: this.dish.id, option_ids: chosenIds(this.groupsTarget),
      note: readNote(this.noteField), quantity: this.quantity,
      name: this.dish.name, name_en: this.dish.name_en });
    this.dismiss();
    toast(word("added", { name: named(this.dish) }), { seconds: 1.5 });
  }
}
