// Two notes, made by the browser itself. Before the page was touched, browsers play nothing.

let audio = null;

export function wakeSound() {
  audio = audio || new (window.AudioContext || window.webkitAudioContext)();
  return audio.state === "running" ? Promise.resolve() : audio.resume();
}

export function isAwake() {
  return Boolean(audio) && audio.state === "running";
}

export function chime() {
  wakeSound().catch(() => undefined);
  [784, 523].forEach((tone, index) => {
    const from = audio.currentTime + index * 0.4;
    const voice = audio.createOscillator();
    const volume = audio.createGain();
    voice.frequency.value = tone;
    volume.gain.setValueAtTime(0.3, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + 0.8);
    voice.connect(volume).connect(audio.destination);
    voice.start(from);
    voice.stop(from + 0.8);
  });
}
