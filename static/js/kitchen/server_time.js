// The server's clock: tablets on a kitchen wall are often minutes off.

let ahead = 0;

export function setServerTime(iso) {
  ahead = Date.parse(iso) - Date.now();
}

export function serverNow() {
  return Date.now() + ahead;
}
