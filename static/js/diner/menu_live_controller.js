// Keeps an open menu true: prices and what is left in place, the list anew when dishes come or go.

import { Controller } from "@hotwired/stimulus";
import { fragment } from "../core/api.js";
import { refreshDishes } from "./dishes.js";
import { startPulse } from "./pulse.js";
import { announce } from "./words.js";

export default class extends Controller {
  static targets = ["list", "notices"];
  static values = { listUrl: String, noticesUrl: String };

  connect() {
    this.stop = startPulse(() => this.look());
    this.redraw = this.redraw.bind(this);
    window.addEventListener("catalog:changed", this.redraw);
    this.ask();
  }

  disconnect() {
    this.stop();
    window.removeEventListener("catalog:changed", this.redraw);
  }

  hear({ detail: { topic } }) {
    // A little later, so that a rush of changes is one look and phones do not ask in step.
    if (topic !== "orders" && !this.waiting) {
      this.waiting = setTimeout(() => {
        this.waiting = null;
        this.ask();
      }, 30 + Math.random() * 220);
    }
    if (topic !== "menu") this.notice();
  }

  look() {
    this.ask();
    this.notice();
  }

  ask() {
    refreshDishes().catch((problem) => this.lose(problem));
  }

  async notice() {
    const html = await fragment(this.noticesUrlValue).catch((problem) => this.lose(problem));
    if (typeof html === "string") this.noticesTarget.innerHTML = html;
  }

  async redraw({ detail: { isReshaped } }) {
    if (!isReshaped) return;
    const html = await fragment(this.listUrlValue).catch((problem) => this.lose(problem));
    if (typeof html !== "string") return;
    const { scrollY } = window;
    this.listTarget.innerHTML = html;
    window.scrollTo(0, scrollY);
    announce("cart:changed");
  }

  // The table was cleared: the server shows what to do next.
  lose(problem) {
    if (problem.status === 401) window.location.reload();
  }
}
