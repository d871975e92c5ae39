// The cart: looking through it, changing it, ordering it.

import { cart, changeCart, countAll } from "./cart.js";
import { totalOf } from "./cart_lines.js";
import { wasteHint } from "./covers.js";
import { writeNote, readNote } from "./notes.js";
import { question, toast } from "./question.js";
import SheetController from "./sheet_controller.js";
import { isOpen, openSheet } from "./sheets.js";
import { announce, word, yuanShort } from "./words.js";

export default class extends SheetController {
  static targets = ["empty", "extras", "covers", "coversError", "hint", "sum", "submit", "clear"];
  static values = { covers: Boolean };

  open() {
    this.coversTarget.hidden = !this.coversValue;
    openSheet(this.element);
    this.paint();
  }

  paint() {
    if (!isOpen(this.element)) return;
    const { lines, note, covers } = cart();
    this.emptyTarget.hidden = lines.length > 0;
    this.extrasTarget.hidden = this.clearTarget.hidden = !lines.length;
    this.coversTarget.querySelectorAll("input").forEach((input) => {
      input.checked = Number(input.value) === covers;
    });
    writeNote(this.noteField, note);
    this.hintTarget.textContent = wasteHint(countAll(), this.coversValue ? covers : null);
    this.sumTarget.textContent = yuanShort(totalOf(lines));
    this.submitTarget.disabled = !lines.length;
  }

  count({ target }) {
    this.coversErrorTarget.hidden = true;
    changeCart({ covers: Number(target.value) });
  }

  wish() {
    changeCart({ note: readNote(this.noteField) });
  }

  async clear() {
    const { lines, note } = cart();
    const isSure = await question({ title: word("clear_title"), text: word("clear_text"),
      yes: word("clear_yes"), no: word("keep") });
    if (!isSure) return;
    changeCart({ lines: [], note: "" });
    const action = { label: word("undo"), run: () => changeCart({ lines, note }) };
    toast(word("cleared"), { action });
  }

  submit() {
    const isAsked = this.coversValue && !cart().covers;
    this.coversErrorTarget.hidden = !isAsked;
    if (isAsked) this.coversTarget.scrollIntoView({ block: "center" });
    else announce("order:begin");
  }
}
