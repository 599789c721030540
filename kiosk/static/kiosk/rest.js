// The pause after a rating: the faces rest, and say so, until the next may be given.
import { byId, all } from "./page.js";
import { screen, onShow } from "./screens.js";

const USUAL = 5000;  // ms of rest where the server did not say
const STEP = 100;    // ms between two looks
const CALM = 1000;   // ms between two steps of the ring for whom motion disturbs
const NAME = "suaraloket.rated";

const still = window.matchMedia("(prefers-reduced-motion: reduce)");

// last gives when the last rating was given before the page was loaded, by
// performance.now(). Of a clock that was set back since it is only known that there was one.
function last() {
  let at = null;
  try { at = localStorage.getItem(NAME); } catch (e) { /* then a reload shortens the rest */ }
  return at ? performance.now() - Math.max(0, Date.now() - Number(at)) : -Infinity;
}

export class Rest {
  // interval() gives the least time between two ratings in ms, undefined when that is
  // not known; 0 is none.
  constructor(interval) {
    this.interval = interval;
    this.from = last();
    this.timer = 0;
    onShow(() => this.draw());
  }

  get span() {
    const told = this.interval();
    return typeof told === "number" ? told : USUAL;
  }

  // left is how long the faces still rest, in ms.
  get left() { return Math.max(0, Math.min(this.span, this.from + this.span - performance.now())); }

  // begin counts from a rating, at a moment of performance.now().
  begin(at) {
    this.from = at;
    try { localStorage.setItem(NAME, String(Math.round(Date.now() - performance.now() + at))); } catch (e) { /* see last */ }
  }

  // draw shows on the faces that they rest, and from then on that they do no longer.
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

  // hold says that somebody touched a resting face: the sentence is brought into view.
  hold() {
    this.draw();
    byId("rest").scrollIntoView({ block: "nearest" });
  }
}
