// The visible countdown after which the screen returns to the start. A touch restarts it.
import { byId } from "./page.js";
import { t } from "./texts.js";

export class Countdown {
  // onEnd is called at the end of the time; while waits() is true, the time does not run.
  // The ids name the elements of the display: a text and a bar.
  constructor(onEnd, waits, ids = { clock: "clock", bar: "bar" }) {
    this.onEnd = onEnd;
    this.waits = waits;
    this.ids = ids;
    this.ends = 0;
    this.span = 0;
    this.firm = false;
    setInterval(() => this.tick(), 250);
  }

  get runs() { return this.ends > 0; }

  // start begins to count seconds. Touches do not restart a firm countdown.
  start(seconds, firm) {
    this.span = seconds * 1000;
    this.firm = Boolean(firm);
    this.ends = performance.now() + this.span;
    this.tick();
  }

  stop() { this.ends = 0; }

  extend() {
    if (this.ends && !this.firm) { this.start(this.span / 1000); }
  }

  tick() {
    if (!this.ends) { return; }
    if (!this.firm && this.waits()) { this.ends = performance.now() + this.span; }
    const left = Math.max(0, this.ends - performance.now());
    if (left === 0) {
      this.stop();
      this.onEnd();
      return;
    }
    byId(this.ids.clock).textContent = t("kiosk.back", { n: Math.ceil(left / 1000) });
    byId(this.ids.bar).style.transform = "scaleX(" + left / this.span + ")";
  }
}
