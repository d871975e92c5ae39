// Whether a finger is down on something in a part: drawn anew now, it would not hear of the touch.

// Soon after it is looked again whether the finger was lifted.
export const LOOK_AGAIN_MS = 300;
// No touch of a button lasts so long; some browsers never say that it is over.
const LONGEST_MS = 4000;
const since = new WeakMap();

export function isPressed(part) {
  if (!part.querySelector(":active")) {
    since.delete(part);
    return false;
  }
  if (!since.has(part)) since.set(part, Date.now());
  return Date.now() - since.get(part) < LONGEST_MS;
}
