// A command that is carried out once: its key and body stay on this device until it is answered.

import { ask } from "../core/api.js";
import { newKey } from "../core/keys.js";

const TRIES = 3;
const PAUSE_MS = 1200;

export function unanswered(slot) {
  return JSON.parse(localStorage.getItem(slot) || "null");
}

// Sends `body`, or what `slot` still holds unanswered, and retries while no answer comes.
// Rejects with a `Problem`; `unanswered(slot)` tells whether the command may have been done.
export async function sendOnce(slot, path, body) {
  const command = unanswered(slot) || { key: newKey(), path, body };
  localStorage.setItem(slot, JSON.stringify(command));
  for (let attempt = 1; ; attempt += 1) {
    try {
      const headers = { "Idempotency-Key": command.key };
      const answer = await ask("POST", command.path, { body: command.body, headers });
      localStorage.removeItem(slot);
      return answer;
    } catch (problem) {
      if (isFinal(problem)) localStorage.removeItem(slot);
      if (isFinal(problem) || problem.status === 401 || attempt === TRIES) throw problem;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
    }
  }
}

// A refusal says for certain that nothing was done; silence, overload and a lost login do not.
function isFinal({ status, code }) {
  return status >= 400 && status < 500 && ![401, 408, 429].includes(status) && code !== "in_flight";
}
