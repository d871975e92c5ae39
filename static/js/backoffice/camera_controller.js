// Reads a sticker with the page's own camera, where the browser can; the picture stays here.

import { Controller } from "@hotwired/stimulus";

const LOOK_MS = 200;

export default class extends Controller {
  static targets = ["start", "video", "text", "refused"];

  connect() {
    const canSee = "BarcodeDetector" in window && navigator.mediaDevices;
    this.startTarget.hidden = !canSee;
  }

  disconnect() {
    clearInterval(this.timer);
    if (this.stream) this.stream.getTracks().forEach((track) => track.stop());
  }

  async open() {
    const wanted = { video: { facingMode: "environment" } };
    this.stream = await navigator.mediaDevices.getUserMedia(wanted).catch(() => null);
    this.refusedTarget.hidden = Boolean(this.stream);
    if (!this.stream) return;
    this.startTarget.hidden = true;
    this.videoTarget.hidden = false;
    this.videoTarget.srcObject = this.stream;
    await this.videoTarget.play();
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    this.timer = setInterval(() => this.look(detector), LOOK_MS);
  }

  async look(detector) {
    const [found] = await detector.detect(this.videoTarget).catch(() => []);
    if (!found || this.isSent) return;
    this.isSent = true;
    this.textTarget.value = found.rawValue;
    this.element.submit();
  }
}
