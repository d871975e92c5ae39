// Tells the server which taken-back dishes a cook has touched, until it has heard each of them:
// the counter rings for those that nobody touched.

import { Controller } from "@hotwired/stimulus";
import { IdList } from "./memory.js";
import { screenName } from "./screen_name.js";
import { sendSeen } from "./server.js";

export default class extends Controller {
  connect() {
    this.unsaid = new IdList("unsaidVoids");
  }

  touched({ detail: { lines } }) {
    lines.forEach((id) => this.unsaid.add(id));
    this.send();
  }

  // Also after each look at the server: what could not be said is said then.
  async send() {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      while (this.unsaid.ids.length) await this.say(this.unsaid.ids[0]);
    } catch (problem) {
      // No network, or logged out: the banner says so, and it is said later.
    } finally {
      this.isBusy = false;
    }
  }

  async say(id) {
    try {
      await sendSeen(id, screenName());
    } catch (problem) {
      // A line that the server does not know, or not any more, concerns nobody.
      if (problem.status !== 404) throw problem;
    }
    this.unsaid.remove(id);
  }
}
