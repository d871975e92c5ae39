// What the dish sheet tells about a dish.

import { named, word, yuanShort } from "./words.js";

export function paintFacts(sheet, dish) {
  const isEnglish = document.documentElement.lang === "en";
  sheet.nameTarget.textContent = named(dish);
  sheet.localTarget.textContent = named(dish) === dish.name ? "" : dish.name;
  sheet.priceTarget.textContent = yuanShort(dish.price_fen);
  sheet.descriptionTarget.textContent = (isEnglish && dish.description_en) || dish.description;
  say(sheet.spiceTarget, word(`spice_${Math.min(dish.spice_level, 3)}`));
  say(sheet.allergensTarget, dish.allergens.map(allergenName).join(isEnglish ? ", " : "、"));
  paintPicture(sheet.pictureTarget, dish.picture);
}

function paintPicture(image, picture) {
  image.hidden = !picture;
  const address = picture ? `/media/${picture}/960.webp` : "";
  if (image.getAttribute("src") === address) return;
  image.removeAttribute("src");
  if (picture) image.src = address;
}

function allergenName(key) {
  return word(`allergen_${key}`) || key;
}

function say(row, text) {
  row.hidden = !text;
  row.querySelector("dd").textContent = text;
}
