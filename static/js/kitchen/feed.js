// The no-miss protocol: which numbered events this screen has drawn, and what it pulls next.
// Knows no page and no network; both are given to it, so that it can be tried by itself.

export class Feed {
  // pull(since) -> {epoch, head, events}; draw(events) shows them; restart() draws everything anew
  // and tells {epoch, seq, isWhole} of what it drew. `pageSize`: as many events come at once.
  constructor({ pull, draw, restart, pageSize }) {
    Object.assign(this, { pull, draw, restart, pageSize });
    this.turn = 0;
    this.running = null;
    this.again = false;
  }

  // From here on everything up to `seq` counts as drawn. `isWhole`: no station is left out, so a
  // number that is missing from an answer is a gap.
  start({ epoch, seq, isWhole }) {
    this.turn += 1;
    Object.assign(this, { epoch, seq, isWhole });
  }

  isNews(hint) {
    return hint.epoch !== this.epoch || hint.seq > this.seq;
  }

  // Pulls until nothing is left. Asked while it runs, it looks once more before it ends: the
  // answer under way may be older than the reason for asking.
  catchUp() {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.pullAll().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async pullAll() {
    do {
      this.again = false;
      while (!(await this.pullPage()));
    } while (this.again);
  }

  // Pulls one page; true when nothing is left. The number moves on only after the drawing.
  async pullPage() {
    const turn = this.turn;
    const answer = await this.pull(this.seq);
    if (turn !== this.turn) return false;
    if (answer.epoch !== this.epoch || this.hasGap(answer)) {
      this.start(await this.restart());
      return true;
    }
    const events = answer.events.filter((event) => event.seq > this.seq);
    const last = events.length ? events[events.length - 1].seq : answer.head;
    const isLast = answer.events.length < this.pageSize || last >= answer.head;
    if (events.length) await this.draw(events);
    if (turn !== this.turn) return false;
    this.seq = isLast ? Math.max(this.seq, answer.head) : last;
    return isLast;
  }

  hasGap({ head, events }) {
    if (head < this.seq) return true;
    if (!this.isWhole) return false;
    const next = events.length ? events[0].seq : head + 1;
    const isRow = events.every((event, at) => at === 0 || event.seq === events[at - 1].seq + 1);
    return next !== this.seq + 1 || !isRow;
  }
}
