// The way back: the screen returns by itself, visibly, and a touch gives more time.
import { byId } from "./page.js";
import { t } from "./texts.js";

export class Countdown {
  // onEnd is called when the time is over; while waits() says so, it does not pass. The
  // ids name the elements that show it: words, and a bar.
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

  // start counts seconds; a firm countdown is not extended by touches.
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
