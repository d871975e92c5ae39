// The counter: floor, tables, orders, money.

import htmx from "htmx.org";
import { start } from "../core/start.js";
import basket from "./basket_controller.js";
import count from "./count_controller.js";
import chips from "./chips_controller.js";
import callScreen from "./call_screen_controller.js";
import dishes from "./dishes_controller.js";
import dishkeys from "./dishkeys_controller.js";
import effect from "./effect_controller.js";
import find from "./find_controller.js";
import jump from "./jump_controller.js";
import keypad from "./keypad_controller.js";
import live from "./live_controller.js";
import menu from "./menu_controller.js";
import openitem from "./openitem_controller.js";
import options from "./options_controller.js";
import park from "./park_controller.js";
import pending from "./pending_controller.js";
import portions from "./portions_controller.js";
import required from "./required_controller.js";
import reason from "./reason_controller.js";
import send from "./send_controller.js";
import sheet from "./sheet_controller.js";
import shortcuts from "./shortcuts_controller.js";
import sound from "./sound_controller.js";
import till from "./till_controller.js";
import toast from "./toast_controller.js";

// What the content security policy forbids must not be tried.
Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  historyEnabled: false,
  timeout: 10000,
});

document.addEventListener("htmx:configRequest", (event) => {
  // Errors are wanted as problem documents, to be said in a toast.
  event.detail.headers.Accept = "application/json, text/html;q=0.5";
  event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
});

start({ "call-screen": callScreen, basket, chips, count, dishes, dishkeys, effect, find, jump, keypad, live, menu,
  openitem, options, park, pending, portions, reason, required, send, sheet, shortcuts, sound,
  till, toast });
