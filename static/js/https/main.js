// Setting up a device for HTTPS.

import { start } from "../core/start.js";
import trust from "./trust_controller.js";

start({ trust });
