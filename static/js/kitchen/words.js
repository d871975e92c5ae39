// The page's own words, with {…} filled in, and short messages at its foot.

const SHOWN_MS = 6000;

export function say(name, values = {}) {
  const text = document.getElementById("words").dataset[name];
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

// Shows `text` for some seconds, with an undo button when `undo` is given.
export function toast(text, { undo, kind = "" } = {}) {
  const element = document.getElementById("toast").content.firstElementChild.cloneNode(true);
  if (kind) element.classList.add(kind);
  element.querySelector(".toast-text").textContent = text;
  const button = element.querySelector("button");
  const timer = setTimeout(() => element.remove(), SHOWN_MS);
  button.hidden = !undo;
  button.addEventListener("click", () => {
    clearTimeout(timer);
    element.remove();
    undo();
  });
  const place = document.getElementById("toasts");
  while (place.children.length > 2) place.firstElementChild.remove();
  place.append(element);
}

// Writes only what is news: the same text again would lay the page out anew.
export function write(element, text) {
  if (element.textContent !== String(text)) element.textContent = text;
}

export function tell(name, detail = {}) {
  document.dispatchEvent(new CustomEvent(`kitchen:${name}`, { detail }));
}
