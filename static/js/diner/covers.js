// How much is enough for so many guests, said gently; by how much is the owner's choice.

import { word } from "./words.js";

export function wasteHint(portions, covers, { enough, many }) {
  if (!covers) return word("waste");
  const isMany = portions > covers + many;
  return isMany
    ? word("waste_many", { n: portions, covers })
    : word("waste_covers", { n: covers + enough, covers });
}
