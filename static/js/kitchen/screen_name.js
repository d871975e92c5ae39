// What this screen calls itself: made up once, kept on the device, changed by the cook.

import { newKey } from "../core/keys.js";
import { recall, remember } from "./memory.js";
import { say } from "./words.js";

// A paired screen is called as the owner named it.
export function screenName() {
  if (document.body.dataset.screenName) return document.body.dataset.screenName;
  const kept = recall("name", "");
  if (kept) return kept;
  const made = say("screenName", { code: newKey().slice(0, 4).toUpperCase() });
  renameScreen(made);
  return made;
}

export function renameScreen(name) {
  remember("name", name.trim().slice(0, 40));
}
