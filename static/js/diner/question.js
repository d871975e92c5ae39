// Asking the guest something, and telling what just happened.

import { fill, part, word } from "./words.js";
import { hideDialog, showDialog } from "./sheets.js";

// Resolves to true when the guest says `yes`. Without `yes` it only tells. A touch on one of the
// `others` {label, run} is a no, and runs it.
export function question({ title, text = "", items = [], others = [], yes = "", no }) {
  const dialog = document.getElementById("question");
  const from = document.activeElement;
  fill(dialog, "title", title);
  fill(dialog, "text", text);
  fill(dialog, "yes", yes);
  fill(dialog, "no", no);
  const list = part(dialog, "items");
  list.textContent = "";
  items.forEach((item) => {
    list.appendChild(document.createElement("li")).textContent = item;
  });
  fill(dialog, "likes", others.length ? word("sold_alike") : "");
  const row = part(dialog, "others");
  row.textContent = "";
  showDialog(dialog);
  return new Promise((resolve) => {
    const decide = (isYes) => {
      hideDialog(dialog);
      if (from && from.isConnected) from.focus({ preventScroll: true });
      resolve(isYes);
    };
    others.forEach(({ label, run }) => {
      const button = row.appendChild(document.createElement("button"));
      button.type = "button";
      button.className = "button";
      button.textContent = label;
      button.onclick = () => {
        decide(false);
        run();
      };
    });
    part(dialog, "yes").onclick = () => decide(true);
    part(dialog, "no").onclick = () => decide(false);
    dialog.oncancel = (event) => {
      event.preventDefault();
      decide(false);
    };
  });
}

// A short message; with `action` {label, run} it can be answered while it is there.
export function toast(text, { kind = "", action = null, seconds = 3 } = {}) {
  const toasts = document.getElementById("toasts");
  // Under an open dialog nothing can be touched or read: the message goes into it.
  const dialogs = document.querySelectorAll("dialog[open]");
  (dialogs.length ? dialogs[dialogs.length - 1] : document.body).appendChild(toasts);
  const shown = document.createElement("div");
  shown.className = `toast ${kind}`;
  shown.appendChild(document.createElement("span")).textContent = text;
  if (action) {
    const button = shown.appendChild(document.createElement("button"));
    button.type = "button";
    button.textContent = action.label;
    button.onclick = () => {
      shown.remove();
      action.run();
    };
  }
  toasts.textContent = "";
  toasts.appendChild(shown);
  setTimeout(() => shown.remove(), (action ? 6 : seconds) * 1000);
}
