// The pause after a rating: the faces are disabled, visibly, until the next rating is
// allowed.
import { byId, all } from "./page.js";
import { screen, onShow } from "./screens.js";

const USUAL = 5000;  // ms of the pause when the server's interval is unknown
const STEP = 100;    // ms between two updates
const CALM = 1000;   // ms between two steps of the ring with reduced motion
const NAME = "suaraloket.rated";

const still = window.matchMedia("(prefers-reduced-motion: reduce)");

// last returns the time of the last rating before the page was loaded, by
// performance.now(). If the clock was set back since, the rating counts as given now.
function last() {
  let at = null;
  try { at = localStorage.getItem(NAME); } catch (e) { /* then a reload shortens the pause */ }
  return at ? performance.now() - Math.max(0, Date.now() - Number(at)) : -Infinity;
}

export class Rest {
  // interval() returns the minimum time between two ratings in ms, undefined when it is
  // unknown, 0 for none.
  constructor(interval) {
    this.interval = interval;
    this.from = last();
    this.timer = 0;
    onShow(() => this.draw());
  }

  get span() {
    const known = this.interval();
    return typeof known === "number" ? known : USUAL;
  }

  // left is the remaining pause in ms.
  get left() { return Math.max(0, Math.min(this.span, this.from + this.span - performance.now())); }

  // begin starts the pause at the time of a rating, by performance.now().
  begin(at) {
    this.from = at;
    try { localStorage.setItem(NAME, String(Math.round(Date.now() - performance.now() + at))); } catch (e) { /* see last */ }
  }

  // draw shows the pause on the faces until it ends.
  draw() {
    const left = this.left;
    const resting = left > 0 && screen() === "faces";
    clearTimeout(this.timer);
    document.body.classList.toggle("k-resting", resting);
    byId("rest").hidden = !resting;
    all("[data-value]").forEach((b) => { if (resting) { b.setAttribute("aria-disabled", "true"); } else { b.removeAttribute("aria-disabled"); } });
    if (!resting) { return; }
    const over = still.matches ? Math.floor((this.span - left) / CALM) * CALM : this.span - left;
    byId("rest-ring").style.strokeDashoffset = 100 - 100 * over / this.span;
    this.timer = setTimeout(() => this.draw(), Math.min(STEP, left));
  }

  // hold is called for a touch on a disabled face: it scrolls the sentence into view.
  hold() {
    this.draw();
    byId("rest").scrollIntoView({ block: "nearest" });
  }
}
