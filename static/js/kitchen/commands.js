// The cook's steps on lines: drawn at once, sent in order, tried again until the server answered.
// A step is never sent blindly twice: "recall" sent twice would go two steps back.

const STEPS = {
  start: { placed: "cooking" },
  done: { placed: "done", cooking: "done" },
  serve: { placed: "served", cooking: "served", done: "served" },
  fire: { held: "placed" },
  recall: { served: "done", done: "cooking", cooking: "placed" },
};
const RETRY_MS = 2000;

export class Commands {
  // send(lineId, step); look(lineId) -> its status at the server, null when it is gone;
  // show(lineId, status, isUnsent) draws; failed(reason) tells of a refusal.
  constructor({ send, look, show, failed, pause }) {
    Object.assign(this, { send, look, show, failed });
    this.pause = pause || ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
    this.tails = new Map();
    this.wanted = new Map();
  }

  get unsent() {
    return this.wanted.size;
  }

  // Takes a line from `status` by `step`. Resolves to whether the server has it so.
  run(lineId, step, status) {
    const after = STEPS[step][status];
    if (!after) return Promise.resolve(false);
    const earlier = this.tails.get(lineId) || Promise.resolve(true);
    this.wanted.set(lineId, { status: after, isUnsent: false });
    this.draw(lineId);
    const tail = earlier.then((went) => went && this.carryOut(lineId, step, status, after));
    this.tails.set(lineId, tail);
    tail.then(() => {
      if (this.tails.get(lineId) !== tail) return;
      this.tails.delete(lineId);
      this.wanted.delete(lineId);
      this.show(lineId, null, false);
    });
    return tail;
  }

  // Draws what the cook wants over what the server last said of the line.
  draw(lineId) {
    const wanted = this.wanted.get(lineId);
    if (wanted) this.show(lineId, wanted.status, wanted.isUnsent);
  }

  async carryOut(lineId, step, before, after) {
    for (let isFirst = true; ; isFirst = false) {
      try {
        const now = isFirst ? before : await this.look(lineId);
        if (now !== before) return this.settle(lineId, now, after);
        await this.send(lineId, step);
        return true;
      } catch (problem) {
        if ([401, 403].includes(problem.status)) return this.giveUp(lineId, before, "ended");
        if (problem.status > 0 && problem.status < 500 && problem.status !== 429) {
          const now = await this.look(lineId).catch(() => before);
          return this.settle(lineId, now, after);
        }
        const wanted = this.wanted.get(lineId);
        if (isFirst) this.failed("retrying");
        if (wanted) wanted.isUnsent = true;
        this.draw(lineId);
        await this.pause(RETRY_MS);
      }
    }
  }

  // Somebody or an earlier try was quicker: that is fine when it led to the same place.
  settle(lineId, now, after) {
    return now === after ? true : this.giveUp(lineId, now, "refused");
  }

  giveUp(lineId, now, reason) {
    if (now) this.show(lineId, now, false);
    this.failed(reason);
    return false;
  }
}
