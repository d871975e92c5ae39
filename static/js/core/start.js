// Starting Stimulus with a face's controllers, named by their file.

import { Application } from "@hotwired/stimulus";

export function start(controllers) {
  const application = Application.start();
  Object.entries(controllers).forEach(([name, controller]) => {
    application.register(name, controller);
  });
  return application;
}
