// When to look for news: on hints, on coming back, and every few seconds whatever happens.

import { Controller } from "@hotwired/stimulus";
import { listen } from "../core/hints.js";
import { Screen } from "./screen.js";
import { tell, write } from "./words.js";

const EVERY_MS = 5000;
const JITTER_MS = 1000;

export default class extends Controller {
  static targets = ["board", "count"];
  static values = { pageSize: Number };

  connect() {
    this.screen = new Screen(this.boardTarget, this.pageSizeValue);
    this.attempt(() => this.screen.begin());
    listen("/kitchen", (hint) => this.heard(hint), () => this.catchUp());
    this.beat();
    this.count();
  }

  get cards() {
    return this.screen.cards;
  }

  heard(hint) {
    if (!hint.topic && this.screen.feed.isNews(hint)) this.catchUp();
  }

  async beat() {
    await this.catchUp();
    setTimeout(() => this.beat(), EVERY_MS + (Math.random() * 2 - 1) * JITTER_MS);
  }

  catchUp() {
    return this.attempt(() => this.screen.catchUp());
  }

  reload() {
    return this.attempt(() => this.screen.change());
  }

  // What was drawn is as old as the question: on a slow line an answer is old when it arrives.
  async attempt(act) {
    const at = performance.now();
    try {
      await act();
      tell("synced", { at });
    } catch (problem) {
      tell("failed", { problem });
      // Not the network but a fault of ours: seen by whoever looks, and the next beat still comes.
      if (problem.status === undefined) console.error(problem);
    }
  }

  count() {
    const { length } = this.cards.all();
    write(this.countTarget, length);
    this.boardTarget.dataset.count = length;
  }
}
