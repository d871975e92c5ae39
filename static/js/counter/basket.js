// The basket of an order screen: its lines, kept on this device, priced from the shown menu.

export class Basket {
  constructor(place) {
    this.slot = `counter-basket:${place}`;
    const kept = JSON.parse(localStorage.getItem(this.slot) || "null");
    Object.assign(this, { lines: [], note: "", covers: null }, kept);
  }

  keep() {
    const { lines, note, covers } = this;
    localStorage.setItem(this.slot, JSON.stringify({ lines, note, covers }));
  }

  forget() {
    localStorage.removeItem(this.slot);
  }

  // Adds a line, or to the line that asks for the very same.
  add(line) {
    const same = this.lines.find((each) => sameDish(each, line));
    if (same) same.quantity = Math.min(99, same.quantity + line.quantity);
    else this.lines.push(line);
  }

  replace(old, line) {
    const at = this.lines.findIndex((each) => sameDish(each, old));
    if (at >= 0) this.lines.splice(at, 1);
    this.add(line);
  }

  step(index, by) {
    const line = this.lines[index];
    line.quantity = Math.min(99, line.quantity + by);
    if (line.quantity < 1) this.lines.splice(index, 1);
  }

  body(total_fen) {
    const { lines, note, covers } = this;
    return { lines, note, covers, expected_total_fen: total_fen };
  }
}

// One portion of a dish as it comes.
export function plainLine(dish) {
  return { dish_id: dish.id, option_ids: [], note: "", quantity: 1 };
}

function sameDish(a, b) {
  return JSON.stringify([a.dish_id, a.option_ids, a.note]) === JSON.stringify([b.dish_id, b.option_ids, b.note]);
}

// The shown menu's dish of a line with the chosen options and their price; null when it is gone.
export function priced(line) {
  const button = document.getElementById(`dish-${line.dish_id}`);
  if (!button) return null;
  const dish = JSON.parse(button.dataset.dish);
  const options = dish.groups.flatMap((g) => g.options).filter((o) => line.option_ids.includes(o.id));
  const unit = options.reduce((sum, option) => sum + option.price_fen, dish.price_fen);
  return { dish, options, sum_fen: unit * line.quantity };
}
