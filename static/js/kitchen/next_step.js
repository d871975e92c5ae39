// What a touch on a line, and on a ticket's buttons, means: for a cook, and at the pass.

export const NEXT = {
  station: { placed: "start", cooking: "done", done: "recall" },
  expo: { held: "fire", placed: "done", cooking: "done", done: "serve", served: "recall" },
};
// By button: the step, and the lines of the ticket that take it.
export const FINISHES = { finish: ["done", ["placed", "cooking"]], serve: ["serve", ["done"]], fire: ["fire", ["held"]] };
