// Words and pieces of pages that the server put into templates.

export function word(name, values = {}) {
  const element = document.getElementById("words").content.querySelector(`[data-word="${name}"]`);
  if (!element) return "";
  return element.textContent.replace(/\{(\w+)\}/g, (hole, key) =>
    key in values ? values[key] : hole
  );
}

export function piece(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

export function part(root, name) {
  return root.querySelector(`[data-part="${name}"]`);
}

// Shows `text` in the part, or hides the part when there is nothing to say.
export function fill(root, name, text) {
  const element = part(root, name);
  element.textContent = text;
  element.hidden = !text;
}

export function announce(name, detail = {}) {
  window.dispatchEvent(new CustomEvent(name, { detail }));
}

// Fen as yuan: 1250 -> "12.50"; short: "12.5".
export function yuan(fen) {
  return (fen / 100).toFixed(2);
}

export function yuanShort(fen) {
  return String(fen / 100);
}

// The name in the guest's language.
export function named(thing) {
  return (document.documentElement.lang === "en" && thing.name_en) || thing.name;
}
