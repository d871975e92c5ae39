// What the kitchen asks of the server.

import { ask, fragment } from "../core/api.js";

const BATCH = 50;
const TIMEOUT_MS = 6000;

const query = (values) => new URLSearchParams(values).toString();
// The pass is chosen as a station is, and is none: it pulls every event.
const PASS = "expo";
const only = (station) => (station && station !== PASS ? { station } : {});
const shownAs = (station) => (station === PASS ? { view: PASS } : only(station));

export function pullEvents(since, station) {
  const path = `/api/v1/kitchen/events?${query({ since, ...only(station) })}`;
  return ask("GET", path, { timeout: TIMEOUT_MS });
}

export function postShown(screen, seq, station) {
  const body = { screen, seq, ...only(station) };
  return ask("POST", "/api/v1/kitchen/shown", { body, timeout: TIMEOUT_MS });
}

// The cards of these orders, as one piece of HTML.
export async function cardsOf(ids, station) {
  const pieces = [];
  for (let from = 0; from < ids.length; from += BATCH) {
    const some = ids.slice(from, from + BATCH).join(",");
    const path = `/kitchen/tickets?${query({ ids: some, ...shownAs(station) })}`;
    pieces.push(await fragment(path, { timeout: TIMEOUT_MS }));
  }
  return pieces.join("");
}

export function board(station) {
  return fragment(`/kitchen/board?${query(shownAs(station))}`, { timeout: TIMEOUT_MS });
}

export function recent(station, text) {
  return fragment(`/kitchen/recent?${query({ ...only(station), ...(text ? { q: text } : {}) })}`);
}

export function shiftCard(station) {
  return fragment(`/kitchen/shift?${query(only(station))}`);
}

export function pairingState() {
  return ask("GET", "/kitchen/pair/now", { timeout: TIMEOUT_MS });
}

export function dishSheet(id) {
  return fragment(`/kitchen/dishes/${id}`);
}

export function setAvailability(id, body) {
  return ask("PATCH", `/api/v1/dishes/${id}`, { body });
}

export function sendStep(lineId, step) {
  return ask("POST", `/api/v1/kitchen/lines/${lineId}/${step}`, { timeout: TIMEOUT_MS });
}

export function sendSeen(lineId, screen) {
  const body = { screen };
  return ask("POST", `/api/v1/kitchen/lines/${lineId}/seen`, { body, timeout: TIMEOUT_MS });
}

// The status of a line as the server has it, null when its order is not there any more.
export async function lineStatus(orderId, lineId) {
  const holder = document.createElement("template");
  holder.innerHTML = await cardsOf([orderId], "");
  const line = holder.content.getElementById(`line-${lineId}`);
  return line ? line.dataset.status : null;
}
