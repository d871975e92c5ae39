// The bell of a screen: what calls the cook, and how loud it does after how many rings.

const CALLING = {
  cancelled: '.ticket[data-state="cancelled"]',
  void: ".line[data-unseen]",
  new: ".ticket[data-fresh]",
};
export const FRESH = CALLING.new;
// What rings first when several things arrive together.
const FIRST = ["cancelled", "void", "rush", "new", "fired", "ready"];
// It begins with this share of the chosen loudness and grows by so much each time.
const GENTLE = 0.5;
const LOUDER = 0.125;

export class Bell {
  constructor(ringer) {
    this.ringer = ringer;
    this.rung = 0;
  }

  // What waits for a cook's touch, the gravest first.
  calling() {
    return Object.keys(CALLING).filter((kind) => document.querySelector(CALLING[kind]));
  }

  // Something arrived: the growing begins anew.
  arrive(kinds) {
    this.rung = 0;
    this.ringer.play(FIRST.find((kind) => kinds.includes(kind)), GENTLE);
  }

  // Rings again for what nobody has touched yet.
  again() {
    const [kind] = this.calling();
    this.rung = kind ? this.rung + 1 : 0;
    if (kind) this.ringer.play(kind, Math.min(1, GENTLE + this.rung * LOUDER));
  }
}
