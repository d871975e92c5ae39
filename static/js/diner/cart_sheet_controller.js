// The cart: looking through it, changing it, ordering it.

import { cart, countAll, operate } from "./cart.js";
import { feesOf, paintSum } from "./cart_lines.js";
import { isSettling } from "./cart_sync.js";
import { wasteHint } from "./covers.js";
import { writeNote, readNote } from "./notes.js";
import { question, toast } from "./question.js";
import SheetController from "./sheet_controller.js";
import { isOpen, openSheet } from "./sheets.js";
import { announce, word, yuanShort } from "./words.js";

export default class extends SheetController {
  static targets = ["empty", "extras", "covers", "coversError", "hint", "sum", "submit", "clear", "me", "myName", "fees"];
  static values = { covers: Boolean, enough: Number, many: Number };

  connect() {
    if (window.location.hash === "#cart") this.open();
  }

  open() {
    this.coversTarget.hidden = !this.coversValue;
    openSheet(this.element);
    this.paint();
  }

  paint() {
    if (!isOpen(this.element)) return;
    const { lines, note, covers, people, me } = cart();
    const own = people.find(({ id }) => id === me);
    this.meTarget.hidden = !own || document.body.dataset.orderType === "pickup";
    if (own) this.myNameTarget.textContent = own.name;
    if (own) this.myNameTarget.className = `guest-tag is-${own.colour}`;
    this.emptyTarget.hidden = lines.length > 0;
    this.extrasTarget.hidden = this.clearTarget.hidden = !lines.length;
    this.coversTarget.querySelectorAll("input").forEach((input) => {
      input.checked = Number(input.value) === covers;
    });
    writeNote(this.noteField, note);
    this.hintTarget.textContent = wasteHint(countAll(), this.coversValue ? covers : null,
      { enough: this.enoughValue, many: this.manyValue });
    this.feesTarget.textContent = feesOf(cart())
      .map(({ name, fen }) => word("with_fee", { name, fen: yuanShort(fen) }))
      .join(" · ");
    this.feesTarget.hidden = !this.feesTarget.textContent;
    paintSum(this.sumTarget);
    this.submitTarget.disabled = !lines.length || isSettling();
  }

  count({ target }) {
    this.coversErrorTarget.hidden = true;
    operate({ kind: "party", covers: Number(target.value) });
  }

  wish() {
    operate({ kind: "party", note: readNote(this.noteField), was_note: cart().note });
  }

  rename() {
    operate({ kind: "rename", name: "" });
  }

  async clear() {
    const isSure = await question({ title: word("clear_title"), text: word("clear_text"),
      yes: word("clear_yes"), no: word("keep") });
    if (!isSure) return;
    const { id } = operate({ kind: "clear" });
    const run = () => operate({ kind: "restore", clear_id: id });
    toast(word("cleared"), { action: { label: word("undo"), run } });
  }

  submit() {
    const isAsked = this.coversValue && !cart().covers;
    this.coversErrorTarget.hidden = !isAsked;
    if (isAsked) this.coversTarget.scrollIntoView({ block: "center" });
    else announce("order:begin");
  }
}
