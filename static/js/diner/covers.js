// How much is enough: one dish more than there are guests, said gently.

import { word } from "./words.js";

const GENEROUS = 4;

export function wasteHint(portions, covers) {
  if (!covers) return word("waste");
  const isMany = portions > covers + GENEROUS;
  return isMany
    ? word("waste_many", { n: portions, covers })
    : word("waste_covers", { n: covers + 1, covers });
}
