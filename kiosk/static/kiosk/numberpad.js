// Big keys for a number, as on a telephone; a keyboard's digits do as well.
import { byId, onClick } from "./page.js";
import { t } from "./texts.js";

export class NumberPad {
  // may() says whether keys count now; onType is called after each that did.
  constructor(may, onType) {
    this.may = may;
    this.onType = onType;
    this.shown = byId("survey-number");
    this.most = Number(this.shown.getAttribute("data-most"));
    this.number = 0;
    onClick("[data-key]", (b) => this.press(b.getAttribute("data-key")));
    byId("survey").addEventListener("keydown", (e) => {
      const key = e.key === "Backspace" ? "erase" : e.key;
      if (this.shown.offsetParent && (key === "erase" || /^[0-9]$/.test(key))) { this.press(key); }
    });
  }

  // press takes a digit or takes the last one back; what would be too much is no digit.
  press(key) {
    if (!this.may()) { return; }
    const next = key === "erase" ? Math.floor(this.number / 10) : this.number * 10 + Number(key);
    if (next > this.most) { return; }
    this.number = next;
    this.onType();
  }

  draw() {
    this.shown.textContent = t("kiosk.survey.years", { n: this.number || "…" });
  }

  clear() { this.number = 0; }
}
