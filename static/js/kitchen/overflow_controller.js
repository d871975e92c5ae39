// "n more tickets →": what does not fit on the screen is counted, and one touch away.

import { Controller } from "@hotwired/stimulus";
import { say, write } from "./words.js";

export default class extends Controller {
  static targets = ["board", "more"];

  connect() {
    this.draw();
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.measure();
      this.tell();
    });
  }

  // Where the cards are does not change while the board is scrolled.
  measure() {
    const { left, right } = this.boardTarget.getBoundingClientRect();
    const { scrollLeft, scrollWidth } = this.boardTarget;
    const cards = Array.from(this.boardTarget.querySelectorAll(".ticket"));
    this.lefts = cards.map((card) => card.getBoundingClientRect().left - left + scrollLeft);
    this.width = right - left;
    this.whole = scrollWidth;
  }

  tell() {
    if (!this.lefts) return;
    const end = this.boardTarget.scrollLeft + this.width;
    const count = this.lefts.filter((left) => left >= end - 40).length;
    const isAll = this.whole - end < 40;
    if (this.moreTarget.hidden !== isAll) this.moreTarget.hidden = isAll;
    write(this.moreTarget.querySelector("span"), count ? say("more", { count }) : say("moreLines"));
  }

  scrollOn() {
    this.scroll(1);
  }

  scrollBack() {
    this.scroll(-1);
  }

  scroll(by) {
    this.boardTarget.scrollBy({ left: by * this.boardTarget.clientWidth * 0.8, behavior: "smooth" });
  }
}
