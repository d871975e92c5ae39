// Putting fresh HTML into a part of the page without taking the place of whoever works there.

import htmx from "htmx.org";
import { isPressed, LOOK_AGAIN_MS } from "../core/pressed.js";

// Whether a finger is down on something in the part; then `again` is called a little later.
export function waitsForFinger(part, again) {
  const isDown = isPressed(part);
  if (isDown) setTimeout(again, LOOK_AGAIN_MS);
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
