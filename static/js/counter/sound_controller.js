// Rings for orders that wait until somebody has looked, and for alarms until they are dealt with.

import { Controller } from "@hotwired/stimulus";

const EVERY_MS = 2500;
const SEEN = "counter-seen";
const INVOICES = "counter-invoices";

export default class extends Controller {
  static targets = ["state", "calls", "unlock"];

  connect() {
    this.audio = new (window.AudioContext || window.webkitAudioContext)();
    this.timer = setInterval(() => this.ring(), EVERY_MS);
    this.wake = () => this.unlock();
    document.addEventListener("pointerdown", this.wake);
    document.addEventListener("keydown", this.wake);
  }

  disconnect() {
    clearInterval(this.timer);
    document.removeEventListener("pointerdown", this.wake);
    document.removeEventListener("keydown", this.wake);
  }

  // Browsers play nothing before the page was touched: the button says so.
  unlockTargetConnected(button) {
    button.hidden = !this.audio || this.audio.state === "running";
  }

  async unlock() {
    if (this.audio.state !== "running") await this.audio.resume().catch(() => undefined);
    this.unlockTargets.forEach((button) => this.unlockTargetConnected(button));
  }

  looked() {
    localStorage.setItem(SEEN, this.stateTarget.dataset.waiting);
  }

  ring() {
    if (!this.hasStateTarget || this.audio.state !== "running") return;
    this.ringInvoice();
    const { alarms, waiting } = this.stateTarget.dataset;
    const seen = localStorage.getItem(SEEN) || "";
    if (Number(alarms)) [0, 0.25, 0.5, 0.75].forEach((at) => this.beep(1250, at, "square"));
    else if (waiting.split(" ").some((id) => id && !seen.includes(id)))
      [660, 880].forEach((tone, i) => this.beep(tone, i * 0.22, "sine"));
    else if (this.hasCallsTarget && this.callsTarget.dataset.calls) [990, 990].forEach((tone, i) => this.beep(tone, i * 0.3, "sine"));
  }

  // An invoice that is asked for rings once: it is on the list, and nobody waits at the door.
  ringInvoice() {
    const { invoices = "" } = this.stateTarget.dataset;
    const known = localStorage.getItem(INVOICES) || "";
    if (invoices === known) return;
    localStorage.setItem(INVOICES, invoices);
    if (invoices.split(" ").some((id) => id && !known.includes(id))) this.beep(740, 0, "sine");
  }

  beep(tone, after, shape) {
    const from = this.audio.currentTime + after;
    const voice = this.audio.createOscillator();
    const volume = this.audio.createGain();
    voice.type = shape;
    voice.frequency.value = tone;
    volume.gain.setValueAtTime(0.25, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + 0.2);
    voice.connect(volume).connect(this.audio.destination);
    voice.start(from);
    voice.stop(from + 0.2);
  }
}
