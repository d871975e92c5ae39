// Keeps the tablet awake where the browser can, and shows the board over the whole screen.

import { Controller } from "@hotwired/stimulus";
import { say, toast } from "./words.js";

export default class extends Controller {
  connect() {
    this.stay();
  }

  // The lock is lost whenever the page was hidden, so it is taken again on each return. It needs
  // https; without it the tablet's own settings keep it awake.
  async stay() {
    if (!navigator.wakeLock || document.hidden) return;
    this.lock = await navigator.wakeLock.request("screen").catch(() => null);
  }

  fullscreen() {
    const root = document.documentElement;
    if (document.fullscreenElement) document.exitFullscreen();
    else if (root.requestFullscreen) root.requestFullscreen().catch(() => toast(say("noFullscreen")));
    else toast(say("noFullscreen"));
  }
}
