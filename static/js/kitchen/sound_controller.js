// The bell: rings for what is new or cancelled until a cook has touched it. Muting passes.

import { Controller } from "@hotwired/stimulus";
import { Bell, FRESH } from "./bell.js";
import { recall, remember } from "./memory.js";
import { Ringer } from "./ringer.js";
import { say, write } from "./words.js";

const RING_EVERY_MS = 5000;

export default class extends Controller {
  static targets = ["begin", "bell", "toggle", "word", "volume"];

  connect() {
    this.ringer = new Ringer(recall("volume", 80) / 100);
    this.bell = new Bell(this.ringer);
    this.volumeTarget.value = recall("volume", 80);
    this.timers = [setInterval(() => this.bell.again(), RING_EVERY_MS), setInterval(() => this.draw(), 1000)];
    this.draw();
  }

  disconnect() {
    this.timers.forEach(clearInterval);
  }

  async unlock() {
    if (!this.ringer.isReady && (await this.ringer.unlock())) this.bell.again();
    this.draw();
  }

  ring({ detail: { kinds } }) {
    this.bell.arrive(kinds);
  }

  // Every calling card counts as touched; a cancelled one stays until it is put away.
  quiet() {
    const { cards } = this.application.getControllerForElementAndIdentifier(this.element, "screen");
    document.querySelectorAll(FRESH).forEach((card) => cards.touch(card));
    this.draw();
  }

  lost() {
    this.ringer.play("lost");
  }

  toggle() {
    this.ringer.toggleMute();
    this.draw();
  }

  loudness() {
    remember("volume", Number(this.volumeTarget.value));
    this.ringer.volume = this.volumeTarget.value / 100;
    this.test();
  }

  test() {
    this.ringer.mutedUntil = 0;
    this.ringer.play("new");
  }

  draw() {
    const left = this.ringer.mutedSeconds;
    const state = !this.ringer.isReady ? "off" : left ? "muted" : "on";
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    this.toggleTarget.dataset.state = state;
    write(this.wordTarget, say({ off: "soundOff", muted: "muted", on: "soundOn" }[state], { time }));
    this.beginTarget.hidden = this.ringer.isReady;
    this.bellTarget.hidden = this.bell.calling().length === 0;
  }
}
