// Keys that make a command happen once, however often it is sent.

export function newKey() {
  // crypto.randomUUID exists only on https pages; the shop's own network is often plain http.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
