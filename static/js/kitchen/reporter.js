// Telling the server what was shown: once per number, and now and then so that it knows we live.

const HEARTBEAT_MS = 10000;
// The first news is said at once; what follows within a second or so is said together. Each screen
// waits its own while, so that those which heard the same hint do not all report at one moment. The
// server says when many screens are to wait longer.
const PAUSE_MS = 1000;

// A browser takes a wait of far less than nothing for one of up to 24 days.
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(ms, 0)));
// Not the time of day: a tablet's clock that is set back would silence it for as long.
const now = () => performance.now();

export class Reporter {
  constructor(post) {
    this.post = post;
    this.pauseMs = PAUSE_MS;
    this.said = null;
    this.saidAt = -Infinity;
    this.isBusy = false;
  }

  // Says `seq` unless that was said a moment ago; while one report is under way the latest waits.
  async say(seq) {
    this.wanted = seq;
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      while (this.isNews(this.wanted)) {
        await pause(this.saidAt + this.pauseMs * (0.5 + Math.random()) - now());
        const seq = this.wanted;
        await this.post(seq);
        this.said = seq;
        this.saidAt = now();
      }
    } catch (problem) {
      // Not lost: what was not said is said again after the next pull, at most 6 s later.
      this.said = null;
    } finally {
      this.isBusy = false;
    }
  }

  isNews(seq) {
    return seq !== this.said || now() - this.saidAt >= HEARTBEAT_MS;
  }
}
