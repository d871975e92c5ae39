// What this device remembers from one day to the next. A browser that forbids storage forgets.

const PREFIX = "kaifan.kitchen.";

export function recall(name, otherwise) {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? otherwise : JSON.parse(text);
  } catch (error) {
    return otherwise;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch (error) {
    // Private windows and full storage: the screen works, it only forgets at the next start.
  }
}

// Ids in a list of bounded length, newest last: what was acknowledged, what waits to be.
export class IdList {
  constructor(name, limit = 300) {
    Object.assign(this, { name, limit, ids: recall(name, []) });
  }

  has(id) {
    return this.ids.includes(id);
  }

  add(id) {
    if (!this.has(id)) this.save([...this.ids, id].slice(-this.limit));
  }

  remove(id) {
    if (this.has(id)) this.save(this.ids.filter((each) => each !== id));
  }

  save(ids) {
    this.ids = ids;
    remember(this.name, ids);
  }
}
