// What this phone remembers, per table session. Without storage (private mode, full) it is memory.

const memory = new Map();

function held() {
  try {
    return window.localStorage;
  } catch (error) {
    return null;
  }
}

export function read(name) {
  const text = memory.has(name) ? memory.get(name) : held() && held().getItem(name);
  try {
    return text ? JSON.parse(text) : null;
  } catch (error) {
    return null;
  }
}

export function write(name, value) {
  const text = JSON.stringify(value);
  try {
    held().setItem(name, text);
    memory.delete(name);
  } catch (error) {
    memory.set(name, text);
  }
}

export function drop(name) {
  memory.delete(name);
  if (held()) held().removeItem(name);
}

// The name under which this table session keeps a thing; what other sessions kept is dropped.
export function nameFor(thing) {
  return `kf.${document.body.dataset.session}.${thing}`;
}

// Says for which table a page asks: the cookie may be that of the next one already.
export function ownSession() {
  return { "X-Table-Session": document.body.dataset.session };
}

export function dropOtherSessions() {
  const own = nameFor("");
  const names = held() ? Object.keys(held()) : [];
  names.filter((name) => name.startsWith("kf.") && !name.startsWith(own)).forEach(drop);
}

// Calls `listener` when another tab of this phone changed the thing.
export function onChangeElsewhere(name, listener) {
  window.addEventListener("storage", (event) => {
    if (event.key === name || event.key === null) listener();
  });
}
