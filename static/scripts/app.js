// Everything here is an improvement on pages that already work without it.
import { initAll } from "../build/govuk-frontend.min.js";
import { startClarity } from "./clarity.js";
import { startPicker } from "./picker.js";
import { startSession } from "./session.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

for (const element of document.querySelectorAll("[data-module='cg-code-picker']")) {
  startPicker(element);
}
for (const element of document.querySelectorAll("[data-module='cg-clarity']")) {
  startClarity(element);
}
startSession(document.body);
