// The questions about a dish: drawn as chips, read back, checked against how many may be chosen.

import { fill, named, part, piece, word, yuanShort } from "./words.js";

export function drawGroups(root, dish) {
  root.textContent = "";
  dish.option_groups.forEach((group) => root.appendChild(drawGroup(group)));
}

export function chosenIds(root) {
  const ids = [...root.querySelectorAll("input:checked")].map((input) => input.value);
  root.querySelectorAll("output[data-id]").forEach((output) => {
    for (let n = Number(output.textContent); n > 0; n -= 1) ids.push(output.dataset.id);
  });
  return ids;
}

// One more or one less of an answer that may be chosen several times.
export function stepChoice(button) {
  const output = button.parentElement.querySelector("output");
  output.textContent = Math.max(0, Number(output.textContent) + Number(button.dataset.step));
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
    element.querySelectorAll("button[data-step]").forEach((button) => {
      const output = button.parentElement.querySelector("output");
      const option = group.options.find((each) => each.id === output.dataset.id);
      button.disabled = button.dataset.step === "1" ? !option.available || count >= group.max
        : output.textContent === "0";
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
    const draw = group.may_repeat ? drawCounter : drawOption;
    part(element, "options").appendChild(draw(group, option, isSingle));
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
  paintOption(label, option);
  return label;
}

function drawCounter(group, option) {
  const row = piece("counted-option");
  row.querySelector("output").dataset.id = option.id;
  paintOption(row, option);
  return row;
}

function paintOption(element, option) {
  const many = option.portions ? ` ×${option.portions}` : "";
  part(element, "name").textContent = named(option) + many;
  fill(element, "price", priceOf(option));
  if (!option.available) fill(element, "price", word("sold_out"));
}

function priceOf({ price_fen: fen, own_price_fen: own }) {
  if (own !== undefined) return `¥${yuanShort(own)}`;
  const sign = fen < 0 ? "−" : "+";
  return fen ? `${sign}¥${yuanShort(Math.abs(fen))}` : "";
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
  return chosenIds(element).length;
}
