// A picture that cannot be loaded gives its place to the first letter of the dish, or goes.

export function replaceMissing() {
  document.addEventListener("error", ({ target }) => giveUp(target), true);
  // Those that had failed before this was listening.
  document.querySelectorAll("img[data-letter]").forEach((image) => {
    if (image.complete && !image.naturalWidth) giveUp(image);
  });
}

function giveUp(image) {
  if (!(image instanceof HTMLImageElement) || image.dataset.letter === undefined) return;
  const { letter } = image.dataset;
  const row = image.parentNode;
  if (letter) image.replaceWith(letterOf(image, letter));
  else image.remove();
  if (!letter && row && !row.firstElementChild) row.hidden = true;
}

function letterOf({ className }, letter) {
  const sign = document.createElement("span");
  sign.className = `${className} is-letter`;
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = letter;
  return sign;
}
