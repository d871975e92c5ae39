// The rows of the all-day view: only those that changed are drawn anew.

import { makeRow } from "./summary_row.js";

export class SummaryList {
  constructor(list, templates) {
    Object.assign(this, { list, templates });
    this.items = new Map();
  }

  draw(rows, pointed) {
    const items = rows.map((row) => this.itemOf(row, pointed.has(row.key)));
    items.forEach((item, at) => {
      if (this.list.children[at] !== item) this.list.insertBefore(item, this.list.children[at] || null);
    });
    while (this.list.children.length > items.length) this.list.lastElementChild.remove();
  }

  itemOf(row, isPointed) {
    const looks = JSON.stringify([row.name, row.number, row.shown, Array.from(row.kinds), isPointed]);
    const kept = this.items.get(row.key);
    if (kept && kept.looks === looks) return kept.item;
    const item = makeRow(this.templates, row, isPointed);
    item.dataset.key = row.key;
    this.items.set(row.key, { looks, item });
    return item;
  }
}
