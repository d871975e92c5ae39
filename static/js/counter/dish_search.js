// What is typed to find a dish, and which dish is meant.

// A dish, and how many of it after a star, as in "gb*3".
export function read(typed) {
  const [, text, count] = /^(.*?)(?:[*×]\s*(\d{0,2}))?$/.exec(typed.trim().toLowerCase());
  return { text: text.trim(), quantity: Number(count) || 1 };
}

// The best hit: initials or code exactly as typed, else what begins so, else the first.
export function bestOf(dishes, text) {
  const words = (dish) => dish.dataset.search.toLowerCase().split(" ");
  const begins = (dish) => words(dish).some((word) => word.startsWith(text));
  return dishes.find((dish) => words(dish).includes(text)) || dishes.find(begins) || dishes[0];
}
