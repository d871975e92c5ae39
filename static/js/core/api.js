// Asking the server: JSON in and out, the CSRF token sent, problems thrown as `Problem`.

export class Problem extends Error {
  constructor(status, body) {
    super((body && body.detail) || String(status));
    this.status = status;
    this.code = (body && body.code) || "network";
    this.body = body || {};
  }
}

// Answers to a phone say where its party is.
function tellPlace({ headers }) {
  const place = headers.get("X-Place");
  if (place) window.dispatchEvent(new CustomEvent("place:told", { detail: { place } }));
}

function csrfToken() {
  const meta = document.querySelector("meta[name=csrf-token]");
  return meta ? meta.content : "";
}

// Sends `body` as JSON; rejects with a `Problem`, whose status is 0 when no answer came, or one
// that was cut off.
export async function ask(method, path, { body, headers = {}, timeout = 10000 } = {}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout);
  try {
    const response = await fetch(path, {
      method,
      signal: abort.signal,
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        "X-CSRFToken": csrfToken(),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    tellPlace(response);
    if (response.status === 204 || response.status === 304) return null;
    if (!response.ok) throw new Problem(response.status, await response.json().catch(() => null));
    return await response.json();
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(0, null);
  } finally {
    clearTimeout(timer);
  }
}

// The server's own HTML fragment of a page part, for swapping in.
export async function fragment(path, { timeout = 10000 } = {}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout);
  try {
    const response = await fetch(path, {
      credentials: "same-origin",
      signal: abort.signal,
      // JSON first: a refusal then comes as a problem, not as the login page of a redirect.
      headers: { Accept: "application/json, text/html;q=0.9", "X-Fragment": "1" },
    });
    if (!response.ok) throw new Problem(response.status, await response.json().catch(() => null));
    tellPlace(response);
    return await response.text();
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(0, null);
  } finally {
    clearTimeout(timer);
  }
}
