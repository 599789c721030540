// Large keys for a number, as on a telephone. The digits of a keyboard work too.
import { byId, onClick } from "./page.js";
import { t } from "./texts.js";

export class NumberPad {
  // Keys count only while may() is true; onType is called after each counted key.
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

  // press adds a digit or removes the last one. It ignores a digit that would exceed the
  // maximum.
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
