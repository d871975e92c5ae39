// "n more tickets →": what does not fit on the screen is counted, and one touch away.

import { Controller } from "@hotwired/stimulus";
import { say } from "./words.js";

export default class extends Controller {
  static targets = ["board", "more"];

  connect() {
    this.draw();
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      const edge = this.boardTarget.getBoundingClientRect().right;
      const cards = Array.from(this.boardTarget.querySelectorAll(".ticket"));
      const hidden = cards.filter((card) => card.getBoundingClientRect().left >= edge - 40);
      const { scrollWidth, scrollLeft, clientWidth } = this.boardTarget;
      const text = hidden.length ? say("more", { count: hidden.length }) : say("moreLines");
      this.moreTarget.hidden = scrollWidth - scrollLeft - clientWidth < 40;
      this.moreTarget.querySelector("span").textContent = text;
    });
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
