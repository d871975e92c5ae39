// The back-office: htmx for parts that keep themselves up to date, Stimulus for small manners.

import htmx from "htmx.org";
import { start } from "../core/start.js";
import bell from "./bell_controller.js";
import camera from "./camera_controller.js";
import kind from "./kind_controller.js";
import live from "./live_controller.js";
import navigation from "./navigation_controller.js";
import order from "./order_controller.js";
import parts from "./parts_controller.js";
import picture from "./picture_controller.js";
import pictures from "./pictures_controller.js";
import plan from "./plan_controller.js";
import planTools from "./plan_tools_controller.js";
import print from "./print_controller.js";
import rows from "./rows_controller.js";
import selection from "./selection_controller.js";
import shortcut from "./shortcut_controller.js";
import stockUnits from "./stock_units_controller.js";
import submit from "./submit_controller.js";
import ticks from "./ticks_controller.js";
import toast from "./toast_controller.js";
import { watchAnswers } from "./answers.js";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.historyEnabled = false;
// Carrying a style attribute over would be an inline style, which the page's policy forbids.
htmx.config.attributesToSettle = ["class"];

watchAnswers();
start({
  bell, camera, kind, live, navigation, order, parts, picture, pictures, plan, "plan-tools": planTools, print,
  rows, selection, shortcut, "stock-units": stockUnits, submit, ticks, toast,
});
