// Keeps the table's cart true on this phone, and says in words where it differs from what was meant.

import { Controller } from "@hotwired/stimulus";
import { cart, queued, told } from "./cart.js";
import { isSettling, newsCame, pullCart, sendQueue } from "./cart_sync.js";
import { startPulse } from "./pulse.js";
import { question, toast } from "./question.js";
import { announce, named, word } from "./words.js";

const GATHER_MS = 200;
const AGAIN_MS = 3000;
// Without a line the cart also tells that the table was cleared or moved: within five seconds.
const DOWN_MS = 4000;

export default class extends Controller {
  connect() {
    this.stop = startPulse(() => this.look(), DOWN_MS);
    this.look();
  }

  disconnect() {
    this.stop();
    clearTimeout(this.timer);
  }

  hear({ detail: { topic, seq } }) {
    const isKnown = topic === "cart" && seq <= told().version;
    if (topic === "menu" || isKnown) return;
    newsCame();
    this.look();
  }

  operated() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), isSettling() ? 0 : GATHER_MS);
  }

  async look() {
    clearTimeout(this.timer);
    try {
      if (queued().length) await sendQueue();
      else await pullCart();
      this.say(false);
      this.tellOrdered(told().ordered);
    } catch (problem) {
      if (problem.status === 401 || problem.code === "csrf") window.location.reload();
      this.say(problem.status === 0);
      this.timer = setTimeout(() => this.look(), AGAIN_MS);
    }
  }

  say(isOffline) {
    announce("cart:line", { isOffline });
  }

  // Another phone has ordered: said once, to those who were looking when it happened.
  tellOrdered(now) {
    const isFirst = this.last === undefined;
    const isNews = now && now.id !== this.last;
    this.last = now ? now.id : "";
    const own = cart().people.find(({ id }) => id === cart().me);
    if (isFirst || !isNews || (own && own.key === now.key)) return;
    toast(word("ordered_by", { by: now.by }),
      { kind: "success", action: { label: word("see_orders"), run: () => announce("order:show") } });
  }

  answered({ detail: { results, batch } }) {
    const items = results.map((result, index) => this.sentence(result, batch[index])).filter(Boolean);
    if (items.length === 1) toast(items[0], { seconds: 6 });
    else if (items.length) question({ title: word("differs_title"), items, no: word("close") });
  }

  sentence({ outcome, line, quantity, by = [] }, operation) {
    const held = cart().lines.find(({ id }) => id === line) || operation.line;
    const name = held ? named(held) : "";
    const who = by.map((number) => (cart().people.find(({ id }) => id === number) || {}).name);
    return word(`cart_${outcome}`, { name, n: quantity, who: who.join("、") });
  }
}
