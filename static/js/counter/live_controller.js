// Keeps the page's parts fresh: hints say when to pull, a poll makes up for lost hints, and a
// red line says for how long the server has not been heard.

import { Controller } from "@hotwired/stimulus";
import { listen } from "../core/hints.js";
import { pull } from "./pull.js";
import { isBusy, swap, waitsForFinger } from "./swap.js";

const POLL_MS = 5000;
const STALE_MS = 10000;
const GATHER_MS = 120;

export default class extends Controller {
  static targets = ["part", "stale", "silence"];

  connect() {
    this.heardAt = Date.now();
    this.turn = 0;
    this.topics = new Set();
    this.deaf = listen("/counter", (hint) => this.hinted(hint.topic), (on) => on && this.pullAll());
    this.poll = setInterval(() => this.pullAll(), POLL_MS);
    this.clock = setInterval(() => this.tick(), 1000);
  }

  disconnect() {
    this.deaf();
    [this.poll, this.clock].forEach(clearInterval);
  }

  partTargetConnected(part) {
    if (!part.firstElementChild) this.refresh(part);
  }

  hinted(topic) {
    this.topics.add(topic);
    clearTimeout(this.gather);
    this.gather = setTimeout(() => {
      const wanted = [...this.topics];
      this.topics.clear();
      this.partTargets
        .filter((part) => wanted.some((each) => part.dataset.topics.split(" ").includes(each)))
        .forEach((part) => this.refresh(part));
    }, GATHER_MS);
  }

  woken() {
    if (!document.hidden) this.pullAll();
  }

  acted({ target }) {
    if (target.reset) target.reset();
    this.pullAll();
  }

  pullAll() {
    this.partTargets.forEach((part) => this.refresh(part));
  }

  async refresh(part) {
    const turn = (this.turn += 1);
    const html = await pull(part.dataset.url).catch(() => null);
    if (html === null) return;
    this.heardAt = Date.now();
    this.tick();
    const isOld = turn < Number(part.dataset.turn || 0) || html === part.shown;
    if (isOld || isBusy(part) || waitsForFinger(part, () => this.refresh(part))) return;
    part.dataset.turn = turn;
    part.shown = html;
    swap(part, html);
    this.dispatch("pulled", { target: part });
  }

  tick() {
    const silent = Date.now() - this.heardAt;
    this.staleTarget.hidden = silent < STALE_MS;
    this.silenceTarget.textContent = Math.round(silent / 1000);
  }
}
