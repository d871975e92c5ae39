// 再来一单: an earlier order's dishes go into the cart, and the guest with them.

import { Controller } from "@hotwired/stimulus";
import { ask } from "../core/api.js";
import { toast } from "./question.js";
import { linesOf, orderAgain } from "./reorder.js";
import { word } from "./words.js";

export default class extends Controller {
  static values = { menuUrl: String };

  async again({ currentTarget }) {
    try {
      await orderAgain(linesOf(await ask("GET", `/api/v1/orders/${currentTarget.dataset.id}`)));
      window.location.assign(`${this.menuUrlValue}#cart`);
    } catch (problem) {
      toast(problem.status ? problem.message : word("offline"), { kind: "danger" });
    }
  }
}
