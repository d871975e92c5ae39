// Putting fresh HTML into a part of the page without taking the place of whoever works there.

import htmx from "htmx.org";

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
