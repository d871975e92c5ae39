// Putting fresh HTML into a part of the page without taking the place of whoever works there.

import htmx from "htmx.org";

const PRESSED_MS = 300;

// Whether a finger is down on something in the part: drawn anew now, it would not hear of the touch.
// Then `again` is called a little later.
export function isPressed(part, again) {
  const isDown = Boolean(part.querySelector(":active"));
  if (isDown) setTimeout(again, PRESSED_MS);
  return isDown;
}

// Whether the part must be left alone: a request is under way in it, or a field is being filled in.
export function isBusy(part) {
  const field = part.querySelector(".input:focus");
  return Boolean(part.querySelector(".htmx-request") || (field && field.value));
}

export function swap(part, html) {
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  part.innerHTML = html;
  htmx.process(part);
  const again = focused && document.getElementById(focused);
  if (again) again.focus();
}
