// What the dish sheet tells about a dish.

import { basePrice } from "./dishes.js";
import { named, word, yuanShort } from "./words.js";

export function paintFacts(sheet, dish) {
  const isEnglish = document.documentElement.lang === "en";
  const comma = isEnglish ? ", " : "、";
  sheet.nameTarget.textContent = named(dish);
  sheet.localTarget.textContent = named(dish) === dish.name ? "" : dish.name;
  sheet.priceTarget.textContent = priceWords(dish);
  sheet.descriptionTarget.textContent = (isEnglish && dish.description_en) || dish.description;
  sheet.saleTarget.textContent = windowWords(dish.id);
  say(sheet.includedTarget, (dish.included || []).map(partName).join(comma));
  say(sheet.portionTarget, dish.portion_hint);
  say(sheet.nutritionTarget, dish.nutrition);
  say(sheet.spiceTarget, word(`spice_${Math.min(dish.spice_level, 3)}`));
  say(sheet.allergensTarget, dish.allergens.map(allergenName).join(comma));
  paintPictures(sheet.pictureTarget, dish);
}

// The price as it is charged: each, by weight, or said by the staff.
export function priceWords(dish) {
  if (dish.price_kind === "market") return word("market_price");
  const price = yuanShort(basePrice(dish));
  return dish.price_kind === "weighed" ? word("price_by_weight", { price }) : `¥${price}`;
}

// Several pictures lie side by side and are swiped; the list is drawn anew only for another dish.
function paintPictures(row, dish) {
  const pictures = dish.pictures.length ? dish.pictures : [dish.picture].filter(Boolean);
  row.hidden = !pictures.length;
  if (row.dataset.shown === pictures.join()) return;
  row.dataset.shown = pictures.join();
  row.textContent = "";
  pictures.forEach((picture) => {
    const image = new Image(960, 720);
    image.alt = "";
    image.className = "dish-sheet-picture";
    image.dataset.letter = "";
    image.src = `/media/${picture}/960.webp`;
    row.appendChild(image);
  });
}

// When a dish is sold stands at its place in the list, in the guest's language.
function windowWords(id) {
  const shown = document.querySelector(`#d-${id} [data-part="window"]`);
  return shown ? shown.textContent : "";
}

function partName(option) {
  return named(option) + (option.portions ? ` ×${option.portions}` : "");
}

function allergenName(key) {
  return word(`allergen_${key}`) || key;
}

function say(row, text) {
  row.hidden = !text;
  row.querySelector("dd").textContent = text || "";
}
