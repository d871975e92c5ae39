// A note made of tapped wishes and free text, kept as the one line that the kitchen reads.

const SEPARATOR = "，";

export function readNote(field) {
  const wishes = chipsOf(field).filter(isPressed).map((chip) => chip.dataset.text);
  const free = field.querySelector("input").value.trim();
  const note = [...wishes, free].filter(Boolean).join(SEPARATOR);
  return note.slice(0, Number(field.dataset.most));
}

export function writeNote(field, note) {
  const parts = note.split(SEPARATOR).filter(Boolean);
  const chips = chipsOf(field);
  chips.forEach((chip) => press(chip, parts.includes(chip.dataset.text)));
  const wishes = chips.map((chip) => chip.dataset.text);
  const free = parts.filter((each) => !wishes.includes(each)).join(SEPARATOR);
  const input = field.querySelector("input");
  if (input !== document.activeElement && input.value.trim() !== free) input.value = free;
}

// The note in the guest's language, as far as it was tapped.
export function shownNote(note) {
  const chips = [...document.querySelectorAll("[data-text]")];
  return note
    .split(SEPARATOR)
    .map((each) => {
      const chip = chips.find((candidate) => candidate.dataset.text === each);
      return chip ? chip.textContent : each;
    })
    .join(document.documentElement.lang === "en" ? ", " : SEPARATOR);
}

export function press(chip, isOn) {
  chip.setAttribute("aria-pressed", String(isOn));
}

export function isPressed(chip) {
  return chip.getAttribute("aria-pressed") === "true";
}

function chipsOf(field) {
  return [...field.querySelectorAll("[data-text]")];
}
