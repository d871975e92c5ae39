// Starting Stimulus with a face's controllers, named by their file.

import { Application } from "@hotwired/stimulus";
import { replaceMissing } from "./pictures.js";

export function start(controllers) {
  const application = Application.start();
  Object.entries(controllers).forEach(([name, controller]) => {
    application.register(name, controller);
  });
  replaceMissing();
  return application;
}
