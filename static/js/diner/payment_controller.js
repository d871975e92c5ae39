// A payment under way: looks how it stands, and opens WeChat's own pay sheet inside WeChat.

import { Controller } from "@hotwired/stimulus";
import { fragment } from "../core/api.js";

const LOOK_MS = 3000;

export default class extends Controller {
  static targets = ["live", "state"];
  static values = { url: String };

  connect() {
    this.timer = setInterval(() => this.isLive && this.look(), LOOK_MS);
    if (this.shows) this.bridge();
  }

  disconnect() {
    clearInterval(this.timer);
  }

  get isLive() {
    return this.stateTarget.dataset.live === "true";
  }

  get shows() {
    const { shows } = this.stateTarget.dataset;
    return shows ? JSON.parse(shows) : null;
  }

  hear({ detail: { topic } }) {
    if (topic === "payments" || topic === "orders") this.look();
  }

  back() {
    if (document.visibilityState === "visible" && this.isLive) this.ask();
  }

  ask() {
    this.look("?ask=1");
  }

  async look(query = "") {
    try {
      this.liveTarget.innerHTML = await fragment(this.urlValue + query);
    } catch (problem) {
      if (problem.status === 401) window.location.reload();
    }
  }

  // What WeChat answers is a hint only: the shop asks WeChat itself.
  bridge() {
    const shows = this.shows;
    if (!shows) return;
    const open = () =>
      window.WeixinJSBridge.invoke("getBrandWCPayRequest", shows, () => this.ask());
    if (window.WeixinJSBridge) open();
    else document.addEventListener("WeixinJSBridgeReady", open, { once: true });
  }
}
