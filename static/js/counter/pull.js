// Pulling a piece of the page; a login that has ended leads back to the door.

import { Problem } from "../core/api.js";

export async function pull(path, timeout = 8000) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout);
  try {
    const response = await fetch(path, {
      credentials: "same-origin",
      signal: abort.signal,
      headers: { Accept: "application/json, text/html;q=0.5" },
    });
    if (response.status === 401) window.location.reload();
    if (!response.ok) throw new Problem(response.status, await response.json().catch(() => null));
    return await response.text();
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(0, null);
  } finally {
    clearTimeout(timer);
  }
}
