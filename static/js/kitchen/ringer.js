// The sounds, made on the device: nothing to download, nothing that a lost network can take away.

// Each tone: start and length in seconds, pitch in hertz.
const TUNES = {
  new: [[0, 0.16, 988], [0.18, 0.16, 1319], [0.36, 0.3, 1568]],
  cancelled: [[0, 0.22, 784], [0.26, 0.22, 587], [0.52, 0.45, 392]],
  void: [[0, 0.22, 784], [0.26, 0.45, 440]],
  rush: [[0, 0.1, 1319], [0.14, 0.1, 1319], [0.28, 0.1, 1319], [0.42, 0.3, 1760]],
  fired: [[0, 0.16, 659], [0.18, 0.3, 988]],
  ready: [[0, 0.14, 1047], [0.16, 0.4, 784]],
  lost: [[0, 0.5, 220], [0.6, 0.5, 220]],
};

const MUTE_MS = 10 * 60 * 1000;

export class Ringer {
  constructor(volume) {
    const Audio = window.AudioContext || window.webkitAudioContext;
    this.audio = Audio ? new Audio() : null;
    this.volume = volume;
    this.mutedUntil = 0;
  }

  get mutedSeconds() {
    return Math.max(0, Math.ceil((this.mutedUntil - Date.now()) / 1000));
  }

  // Muting passes by itself: a bell that is off for good misses orders.
  toggleMute() {
    this.mutedUntil = this.mutedSeconds ? 0 : Date.now() + MUTE_MS;
  }

  get isReady() {
    return Boolean(this.audio) && this.audio.state === "running";
  }

  // A browser lets a page sound only after somebody touched it.
  async unlock() {
    if (this.audio && this.audio.state === "suspended") await this.audio.resume();
    return this.isReady;
  }

  // `share` of the chosen loudness: a bell that nobody answers begins gently and grows.
  play(name, share = 1) {
    if (!this.isReady || this.mutedSeconds) return;
    const start = this.audio.currentTime + 0.02;
    const loud = Math.max(this.volume * share, 0.001);
    TUNES[name].forEach(([at, length, pitch]) => this.tone(start + at, length, pitch, loud));
  }

  tone(at, length, pitch, loud) {
    const voice = this.audio.createOscillator();
    const loudness = this.audio.createGain();
    voice.type = "triangle";
    voice.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, at);
    loudness.gain.exponentialRampToValueAtTime(loud, at + 0.02);
    loudness.gain.setValueAtTime(loud, at + length * 0.6);
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + length);
    voice.connect(loudness).connect(this.audio.destination);
    voice.start(at);
    voice.stop(at + length + 0.02);
  }
}
