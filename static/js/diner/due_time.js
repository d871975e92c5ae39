// The time of collection that the guest has chosen; "" for as soon as possible.

import { drop, nameFor, read, write } from "./storage.js";

export function chosenTime() {
  return read(nameFor("due")) || "";
}

export function chooseTime(moment) {
  if (moment) write(nameFor("due"), moment);
  else drop(nameFor("due"));
}
