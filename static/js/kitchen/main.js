// The kitchen screen's controllers.

import { start } from "../core/start.js";
import acknowledge from "./acknowledge_controller.js";
import batch from "./batch_controller.js";
import board from "./board_controller.js";
import clock from "./clock_controller.js";
import connection from "./connection_controller.js";
import dish from "./dish_controller.js";
import keys from "./keys_controller.js";
import overflow from "./overflow_controller.js";
import pairing from "./pairing_controller.js";
import recent from "./recent_controller.js";
import screen from "./screen_controller.js";
import settings from "./settings_controller.js";
import shift from "./shift_controller.js";
import sound from "./sound_controller.js";
import summary from "./summary_controller.js";
import wake from "./wake_controller.js";

start({
  acknowledge, batch, board, clock, connection, dish, keys, overflow, pairing, recent, screen, settings,
  shift, sound, summary, wake,
});
