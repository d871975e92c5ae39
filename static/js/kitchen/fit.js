// How the cards fit the board: as many columns as have room, and a card that is higher than the
// board goes on in the next columns, so that no dish of it is cut off.

// With the gap beside it.
const NARROWEST = 288;
const MOST_COLUMNS = 12;

export class Fit {
  constructor(board) {
    this.board = board;
    this.grown = new Set();
    this.observer = new ResizeObserver((entries) => this.note(entries));
    this.observer.observe(board);
    this.spread();
  }

  // Its size is looked at now and whenever it changes; of the other cards nothing is measured.
  watch(card) {
    this.observer.observe(card);
  }

  note(entries) {
    entries.forEach(({ target }) => {
      if (target === this.board) this.spread();
      else if (target.isConnected) this.grown.add(target);
      else this.observer.unobserve(target);
    });
    // Not within the observer's own turn: a card that becomes wider would call it again.
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.fitGrown());
  }

  spread() {
    const columns = Math.max(1, Math.floor(this.board.clientWidth / NARROWEST));
    this.board.style.setProperty("--room-for", columns);
  }

  fitGrown() {
    const style = getComputedStyle(this.board);
    const room = this.board.clientHeight - 2 * parseFloat(style.paddingTop);
    // On a phone the cards lie below each other and none is too high.
    const isWall = style.display === "flex";
    this.grown.forEach((card) => this.fitOne(card, isWall ? room : Infinity));
    this.grown.clear();
  }

  fitOne(card, room) {
    const { tall } = card.dataset;
    const key = `${Math.round(room)}/${this.board.clientWidth}/${document.documentElement.dataset.columns}`;
    const hasRoom = tall ? this.fits(card) && card.fittedTo === key : card.offsetHeight <= room;
    if (hasRoom) return;
    this.widen(card, room);
    card.fittedTo = key;
  }

  widen(card, room) {
    delete card.dataset.tall;
    if (card.offsetHeight <= room) return;
    let columns = Math.min(MOST_COLUMNS, Math.ceil(card.offsetHeight / room));
    for (; columns <= MOST_COLUMNS; columns += 1) {
      card.dataset.tall = columns;
      card.style.setProperty("--tall", columns);
      if (this.fits(card)) return;
    }
  }

  fits(card) {
    return card.scrollWidth <= card.clientWidth + 1;
  }
}
