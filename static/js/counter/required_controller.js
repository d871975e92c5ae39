// Dishes of the house 必点: one touch puts them into the order, as many as there are guests.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static values = { covers: Number, dishes: Array };

  put() {
    const typed = document.getElementById("covers");
    const covers = (typed && parseInt(typed.value, 10)) || this.coversValue || 1;
    this.dishesValue.forEach(({ id, per_head: isPerHead, least, step }) => {
      const button = document.getElementById(`dish-${id}`);
      if (!button || button.disabled) return;
      const over = Math.max((isPerHead ? covers : 1) - least, 0);
      const quantity = least + Math.ceil(over / step) * step;
      this.dispatch("pick", { detail: { dish: JSON.parse(button.dataset.dish), quantity } });
    });
    this.element.hidden = true;
  }
}
