// The first run: small manners of its forms; everything works without a script, too.

import { start } from "../core/start.js";
import rows from "../backoffice/rows_controller.js";
import busy from "./busy_controller.js";
import day from "./day_controller.js";
import lookAgain from "./look_again_controller.js";
import series from "./series_controller.js";

start({ busy, day, "look-again": lookAgain, rows, series });
