// The basket of an order screen: its lines, kept on this device, priced from the shown menu.
// A line asks for a dish, or is an open item 临时菜 with a name and a price of its own.

const MOST = 99;

export class Basket {
  constructor(place) {
    this.slot = `counter-basket:${place}`;
    const kept = JSON.parse(localStorage.getItem(this.slot) || "null");
    Object.assign(this, { lines: [], note: "", covers: null, agreed: null }, kept);
  }

  keep() {
    const { lines, note, covers, agreed } = this;
    localStorage.setItem(this.slot, JSON.stringify({ lines, note, covers, agreed }));
  }

  forget() {
    localStorage.removeItem(this.slot);
  }

  // Adds a line, or to the line that asks for the very same: what was touched last stands last.
  add(line) {
    const at = this.lines.findIndex((each) => sameWish(each, line));
    const [same] = at >= 0 ? this.lines.splice(at, 1) : [null];
    this.lines.push({ ...line, quantity: Math.min(MOST, line.quantity + (same ? same.quantity : 0)) });
  }

  replace(old, line) {
    const at = this.lines.findIndex((each) => sameWish(each, old));
    if (at >= 0) this.lines.splice(at, 1);
    this.add(line);
  }

  step(index, by) {
    const line = this.lines[index];
    line.quantity = Math.min(MOST, line.quantity + by);
    if (line.quantity < 1) this.lines.splice(index, 1);
  }

  // The quantity of the line that was touched last.
  count(quantity) {
    const last = this.lines[this.lines.length - 1];
    if (last && quantity >= 1) last.quantity = Math.min(MOST, quantity);
  }

  // 等叫: the kitchen knows the dish and waits. Without an index all lines, or none when all are.
  hold(index) {
    const chosen = (index === undefined ? this.lines : [this.lines[index]]).filter((line) => !line.name);
    const isAll = chosen.every((line) => line.is_held);
    chosen.forEach((line) => (line.is_held = !isAll));
  }

  get isHeld() {
    const dishes = this.lines.filter((line) => !line.name);
    return dishes.length > 0 && dishes.every((line) => line.is_held);
  }

  // The server's total may have fees in it that this page does not know: once seen, it is agreed.
  agree(shown_fen, total_fen) {
    this.agreed = { shown_fen, total_fen };
  }

  body(shown_fen) {
    const { lines, note, covers, agreed } = this;
    const isAgreed = agreed && agreed.shown_fen === shown_fen;
    return {
      lines: lines.filter((line) => !line.name),
      open_items: lines.filter((line) => line.name),
      note,
      covers,
      expected_total_fen: isAgreed ? agreed.total_fen : shown_fen,
    };
  }
}

// So many portions of a dish as it comes.
export function plainLine(dish, quantity = 1) {
  return { dish_id: dish.id, option_ids: [], note: "", quantity, is_held: false };
}

function sameWish(a, b) {
  const wish = (line) => [line.dish_id, line.option_ids, line.note, line.is_held, line.name, line.price_fen, line.station_id];
  return JSON.stringify(wish(a)) === JSON.stringify(wish(b));
}

// The shown menu's dish of a line with the chosen options and their price; null when it is gone.
export function priced(line) {
  if (line.name) {
    const dish = { name: line.name, available: true, groups: [] };
    return { dish, options: [], sum_fen: line.price_fen * line.quantity };
  }
  const button = document.getElementById(`dish-${line.dish_id}`);
  if (!button) return null;
  const dish = JSON.parse(button.dataset.dish);
  const options = dish.groups.flatMap((g) => g.options).filter((o) => line.option_ids.includes(o.id));
  const unit = options.reduce((sum, option) => sum + option.price_fen, dish.price_fen);
  return { dish, options, sum_fen: Math.max(0, unit) * line.quantity };
}
