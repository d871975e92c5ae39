// Saying a sentence aloud: two notes first, then the browser's own voice where there is one.

import { chime, isAwake } from "../core/chime.js";

const CHIME_MS = 1100;
// A voice that never says it has ended must not hold up the next number.
const LONGEST_MS = 12000;
const LANGUAGES = { zh: "zh-CN", en: "en-US" };

// Says [[language, sentence], …] one after the other; done when the last one is over.
export async function say(sentences) {
  if (!isAwake()) return;
  chime();
  await pause(CHIME_MS);
  if (!window.speechSynthesis) return;
  for (const [language, sentence] of sentences) await speak(LANGUAGES[language], sentence);
}

function speak(language, sentence) {
  const hasVoice = speechSynthesis.getVoices().some((voice) => matches(voice, language));
  if (!hasVoice) return Promise.resolve();
  return Promise.race([
    new Promise((done) => {
      const words = new SpeechSynthesisUtterance(sentence);
      words.lang = language;
      words.rate = 0.9;
      words.onend = words.onerror = done;
      speechSynthesis.speak(words);
    }),
    pause(LONGEST_MS),
  ]);
}

function matches(voice, language) {
  return voice.lang.replace("_", "-").toLowerCase().startsWith(language.slice(0, 2));
}

function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
