// The diner's phone.

import { start } from "../core/start.js";
import { openCart } from "./cart.js";
import call from "./call_controller.js";
import called from "./called_controller.js";
import cartBar from "./cart_bar_controller.js";
import cartLive from "./cart_live_controller.js";
import cartLines from "./cart_lines_controller.js";
import cartNotice from "./cart_notice_controller.js";
import cartSheet from "./cart_sheet_controller.js";
import checkout from "./checkout_controller.js";
import chips from "./chips_controller.js";
import countdown from "./countdown_controller.js";
import dishSheet from "./dish_sheet_controller.js";
import filter from "./filter_controller.js";
import live from "./live_controller.js";
import menu from "./menu_controller.js";
import menuLive from "./menu_live_controller.js";
import orders from "./orders_controller.js";
import reorder from "./reorder_controller.js";
import queue from "./queue_controller.js";
import paySheet from "./pay_sheet_controller.js";
import payment from "./payment_controller.js";
import rail from "./rail_controller.js";
import search from "./search_controller.js";
import { dropOtherSessions } from "./storage.js";
import when from "./when_controller.js";

// A page that belongs to no table, such as a number of the waiting list, leaves what is kept alone.
if (document.body.dataset.session) {
  dropOtherSessions();
  openCart();
}
start({
  call,
  called,
  "cart-bar": cartBar,
  "cart-lines": cartLines,
  "cart-live": cartLive,
  "cart-notice": cartNotice,
  "cart-sheet": cartSheet,
  checkout,
  chips,
  countdown,
  "dish-sheet": dishSheet,
  filter,
  live,
  menu,
  "menu-live": menuLive,
  orders,
  queue,
  "pay-sheet": paySheet,
  payment,
  rail,
  reorder,
  search,
  when,
});
