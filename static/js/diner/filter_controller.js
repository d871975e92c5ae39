// Which dishes are listed, and in which order: marks, spice, allergens, what can be had, price.

import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["panel", "open", "count", "list"];

  toggle() {
    this.panelTarget.hidden = !this.panelTarget.hidden;
    this.openTarget.setAttribute("aria-expanded", String(!this.panelTarget.hidden));
  }

  reset() {
    this.panelTarget.reset();
    this.apply();
  }

  // A list that was drawn anew is shown as the former one was.
  listTargetConnected() {
    this.apply();
  }

  apply() {
    const chosen = new FormData(this.panelTarget);
    const wanted = {
      tags: chosen.getAll("tag"),
      without: chosen.getAll("without"),
      spice: chosen.get("mild") ? 1 : 3,
      inStock: Boolean(chosen.get("stock")),
      cap: Number(chosen.get("cap")),
      kcal: Number(chosen.get("kcal")),
    };
    const active = wanted.tags.length + wanted.without.length + Number(wanted.spice < 3)
      + Number(wanted.inStock) + Number(wanted.cap > 0) + Number(wanted.kcal > 0) + Number(chosen.get("sort") !== "place");
    this.countTarget.textContent = active;
    this.countTarget.hidden = !active;
    this.listTarget.querySelectorAll("section").forEach((section) => {
      const rows = [...section.querySelectorAll(".dish")];
      rows.forEach((row) => row.classList.toggle("is-filtered", !passes(row, wanted)));
      section.classList.toggle("is-filtered", rows.every((row) => !passes(row, wanted)));
      sorted(rows, chosen.get("sort")).forEach((row) => section.appendChild(row));
    });
  }
}

function passes({ dataset, classList }, { tags, without, spice, inStock, cap, kcal }) {
  const has = (text, key) => text.split("|").includes(key);
  return tags.every((tag) => has(dataset.tags, tag))
    && !without.some((allergen) => has(dataset.allergens, allergen))
    && Number(dataset.spice) <= spice
    && !(cap && Number(dataset.price) > cap)
    // A dish that does not say what it has is none of those that have little.
    && !(kcal && !(dataset.kcal && Number(dataset.kcal) <= kcal))
    && !(inStock && classList.contains("is-gone"));
}

const KEYS = {
  place: ({ place }) => Number(place),
  popular: ({ sold }) => -Number(sold),
  cheap: ({ price }) => Number(price),
  dear: ({ price }) => -Number(price),
};

function sorted(rows, by) {
  const key = KEYS[by] || KEYS.place;
  const place = KEYS.place;
  return rows.sort((a, b) => key(a.dataset) - key(b.dataset) || place(a.dataset) - place(b.dataset));
}
