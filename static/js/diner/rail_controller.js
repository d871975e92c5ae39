// The categories: which one is being looked at, jumping to one, how much of each is in the cart.

import { Controller } from "@hotwired/stimulus";
import { cart } from "./cart.js";

export default class extends Controller {
  static targets = ["rail", "item", "section"];

  initialize() {
    this.seen = new Set();
    this.frozenUntil = 0;
    // A section counts as looked at while it reaches into a band below the sticky bar.
    this.observer = new IntersectionObserver((entries) => this.follow(entries), {
      rootMargin: "-130px 0px -65% 0px",
    });
  }

  sectionTargetConnected(section) {
    this.observer.observe(section);
    if (!this.painting) this.painting = window.requestAnimationFrame(() => this.paint());
  }

  sectionTargetDisconnected(section) {
    this.observer.unobserve(section);
    this.seen.delete(section);
  }

  disconnect() {
    this.observer.disconnect();
  }

  follow(entries) {
    entries.forEach(({ target, isIntersecting }) => {
      if (isIntersecting) this.seen.add(target);
      else this.seen.delete(target);
    });
    const first = this.sectionTargets.find((section) => this.seen.has(section));
    if (first && Date.now() > this.frozenUntil) this.mark(first.dataset.category);
  }

  jump(event) {
    event.preventDefault();
    const { category } = event.currentTarget.dataset;
    const section = this.sectionTargets.find((each) => each.dataset.category === category);
    // The short last categories cannot reach the top: what was tapped stays marked all the same.
    this.frozenUntil = Date.now() + 400;
    section.scrollIntoView({ block: "start" });
    this.mark(category);
  }

  mark(category) {
    this.itemTargets.forEach((item) => {
      if (item.dataset.category !== category) item.removeAttribute("aria-current");
      else if (!item.hasAttribute("aria-current")) {
        item.setAttribute("aria-current", "true");
        this.railTarget.scrollTop = item.offsetTop - this.railTarget.clientHeight / 2;
        this.railTarget.scrollLeft = item.offsetLeft - this.railTarget.clientWidth / 2;
      }
    });
  }

  paint() {
    this.painting = null;
    const counts = {};
    cart().lines.forEach((line) => {
      const row = document.getElementById(`d-${line.dish_id}`);
      const section = row && row.closest("section");
      if (!section) return;
      const { category } = section.dataset;
      counts[category] = (counts[category] || 0) + line.quantity;
    });
    this.itemTargets.forEach((item) => {
      const badge = item.querySelector(".badge");
      badge.textContent = counts[item.dataset.category] || "";
      badge.hidden = !badge.textContent;
    });
  }
}
