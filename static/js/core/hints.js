// Listening to hints. A hint only says "look again"; what is new is pulled over HTTP.

import { io } from "socket.io-client";

// Calls `onHint({epoch, seq, topic})` for every hint, `onState(isConnected)` when the line changes.
// Returns a function that stops listening.
export function listen(namespace, onHint, onState = () => {}) {
  const socket = io(namespace, {
    path: "/socket.io",
    transports: ["websocket", "polling"],
    reconnectionDelay: 500,
    reconnectionDelayMax: 4000,
    randomizationFactor: 0.7,
  });
  socket.on("hint", onHint);
  socket.on("connect", () => onState(true));
  socket.on("disconnect", () => onState(false));
  socket.on("connect_error", () => onState(false));
  return () => socket.close();
}
