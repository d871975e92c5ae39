// The sheet in which a dish's options, note and quantity are chosen.

import { Controller } from "@hotwired/stimulus";
import { yuan } from "./amounts.js";

export default class extends Controller {
  static targets = ["dialog", "title", "groups", "group", "option", "required", "note", "quantity", "hold", "problem"];

  // Opens for `dish`; `line` is the basket's line that is being changed, if any.
  open(dish, line, quantity = 1) {
    this.dish = dish;
    this.line = line;
    this.titleTarget.textContent = dish.name;
    this.noteTarget.value = line ? line.note : "";
    this.quantityTarget.value = line ? line.quantity : quantity;
    this.holdTarget.checked = Boolean(line && line.is_held);
    this.problemTarget.hidden = true;
    this.groupsTarget.textContent = "";
    this.groupsTarget.append(...dish.groups.map((group) => this.drawGroup(group)));
    this.dialogTarget.showModal();
    const first = this.dialogTarget.querySelector("input:checked") || this.noteTarget;
    first.focus();
  }

  drawGroup(group) {
    const box = this.groupTarget.content.cloneNode(true).firstElementChild;
    const must = group.min > 0 ? ` · ${this.requiredTarget.innerHTML}` : "";
    box.querySelector("legend").textContent = group.name + must;
    const able = group.options.filter((option) => option.available);
    const preset = group.min > 0 && group.max === 1 && able[0] ? [able[0].id] : [];
    const chosen = this.line ? this.line.option_ids : preset;
    group.options.forEach((option) => {
      const label = this.optionTarget.content.cloneNode(true).firstElementChild;
      const input = label.querySelector("input");
      input.type = group.max === 1 && group.min === 1 ? "radio" : "checkbox";
      Object.assign(input, { name: group.id, value: option.id, disabled: !option.available });
      input.checked = option.available && chosen.includes(option.id);
      label.querySelector("[data-slot=name]").textContent = option.name;
      if (option.price_fen) {
        const price = (option.price_fen > 0 ? "+" : "−") + yuan(Math.abs(option.price_fen));
        label.querySelector("[data-slot=price]").textContent = price;
      }
      box.querySelector(".cluster").append(label);
    });
    return box;
  }

  choose(event) {
    event.preventDefault();
    const option_ids = [...this.groupsTarget.querySelectorAll("input:checked")].map((i) => i.value);
    const isWrong = this.dish.groups.some((group) => {
      const count = group.options.filter((option) => option_ids.includes(option.id)).length;
      return count < group.min || count > group.max;
    });
    this.problemTarget.hidden = !isWrong;
    if (isWrong) return;
    const quantity = Math.min(99, Math.max(1, parseInt(this.quantityTarget.value, 10) || 1));
    const note = this.noteTarget.value.trim();
    const line = { dish_id: this.dish.id, option_ids, note, quantity, is_held: this.holdTarget.checked };
    this.close();
    this.dispatch("chosen", { detail: { line, instead: this.line } });
  }

  close() {
    this.dialogTarget.close();
  }

  backdrop(event) {
    if (event.target === this.dialogTarget) this.close();
  }
}
