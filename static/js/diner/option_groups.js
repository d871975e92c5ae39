// The questions about a dish: drawn as chips, read back, checked against how many may be chosen.

import { fill, named, part, piece, word, yuanShort } from "./words.js";

export function drawGroups(root, dish) {
  root.textContent = "";
  dish.option_groups.forEach((group) => root.appendChild(drawGroup(group)));
}

export function chosenIds(root) {
  return [...root.querySelectorAll("input:checked")].map((input) => input.value);
}

// The first question that is not yet answered as it must be, now marked; null when all are.
export function findUnanswered(root, dish) {
  const groups = [...root.children];
  groups.forEach((element, index) => mark(element, dish.option_groups[index]));
  return groups.find((element) => !part(element, "error").hidden) || null;
}

// At a full question further choices cannot be touched; taking one away frees them.
export function limitChoices(root, dish) {
  [...root.children].forEach((element, index) => {
    const group = dish.option_groups[index];
    const count = countChosen(element);
    element.querySelectorAll("input[type=checkbox]").forEach((input) => {
      const option = group.options.find((each) => each.id === input.value);
      input.disabled = !option.available || (!input.checked && count >= group.max);
    });
    if (count >= group.min) fill(element, "error", "");
  });
}

function drawGroup(group) {
  const element = piece("group");
  const isSingle = group.min === 1 && group.max === 1;
  part(element, "name").textContent = named(group);
  part(element, "rule").textContent = rule(group);
  group.options.forEach((option) => {
    part(element, "options").appendChild(drawOption(group, option, isSingle));
  });
  const first = element.querySelector("input:not(:disabled)");
  // A question with one answer starts with the dish as the kitchen makes it.
  if (isSingle && first) first.checked = true;
  return element;
}

function drawOption(group, option, isSingle) {
  const label = piece("option");
  const input = label.querySelector("input");
  input.type = isSingle ? "radio" : "checkbox";
  input.name = group.id;
  input.value = option.id;
  input.disabled = !option.available;
  part(label, "name").textContent = named(option);
  const sign = option.price_fen < 0 ? "−" : "+";
  fill(label, "price", option.price_fen ? `${sign}¥${yuanShort(Math.abs(option.price_fen))}` : "");
  if (!option.available) fill(label, "price", word("sold_out"));
  return label;
}

function rule({ min, max }) {
  if (min === 0) return word("rule_up_to", { n: max });
  if (min === max) return min === 1 ? word("rule_one") : word("rule_exact", { n: min });
  return word("rule_range", { min, max });
}

function mark(element, group) {
  const count = countChosen(element);
  const tooFew = count < group.min ? word("too_few", { n: group.min - count }) : "";
  fill(element, "error", count > group.max ? word("too_many", { n: group.max }) : tooFew);
}

function countChosen(element) {
  return element.querySelectorAll("input:checked").length;
}
