// The server's time. A tablet's clock may be wrong by years and may be corrected at any
// time. The clock therefore uses its difference from the server at the last contact, as
// long as the tablet's clock has not jumped since.
import { asked } from "./database.js";

const JUMP = 1500;   // ms: a larger change between the browser's two clocks is a jump
const SLOW = 10000;  // ms: a slower round trip is no useful measurement
const STEADY = 1000; // ms: a smaller difference between two measurements comes from the network

let epochs = 0;
const life = Date.now().toString(36) + Math.random().toString(36).slice(2, 8);

export class Clock {
  constructor(db) {
    this.db = db;
    this.skew = 0; // ms to add to the tablet's clock
    this.offset = Date.now() - performance.now();
    this.jumped();
  }

  // load restores the measurement of an earlier page.
  async load() {
    const kept = await this.db.read(["meta"], (store) => asked(store("meta").get("skew")));
    if (kept && !this.measured) { this.skew = kept.value; }
  }

  keep() {
    this.db.write(["meta"], (store) => { store("meta").put({ name: "skew", value: this.skew }); }).catch(() => {});
  }

  // jumped begins a new epoch: a time in which the tablet's clock has not jumped.
  jumped() {
    epochs += 1;
    this.epoch = life + "-" + epochs;
    this.measured = false;
    this.exact = false;
  }

  // watch is called often to detect a jump. A device that slept also appears to jump.
  watch() {
    const offset = Date.now() - performance.now();
    if (Math.abs(offset - this.offset) > JUMP) { this.jumped(); }
    this.offset = offset;
  }

  now() { return Date.now() + this.skew; }

  // contact compares the clocks: server is the server's time in ms, left is
  // performance.now() at the start of the request, exact is false for a rounded second.
  contact(server, left, exact) {
    this.watch();
    const way = performance.now() - left;
    if (!isFinite(server) || (this.measured && way > SLOW) || (this.exact && !exact)) { return; }
    const skew = Math.round(server - (Date.now() - way / 2));
    if (!this.measured || (exact && !this.exact) || Math.abs(skew - this.skew) > STEADY) {
      this.skew = skew;
      this.keep();
    }
    this.measured = true;
    this.exact = exact;
  }

  // stamp returns the time of now: {rated_at, clock}; clock is absent after a measurement.
  stamp() {
    this.watch();
    const stamp = { rated_at: new Date(this.now()).toISOString() };
    if (!this.measured) { stamp.clock = "unmeasured"; }
    return stamp;
  }

  // given returns the time of a rating, as exactly as it is known.
  given(rating) {
    return (rating.post.clock && this.measured && this.corrected(rating)) || rating.post.rated_at;
  }

  // corrected returns the right rated_at of a rating after the clocks were compared; ""
  // when it is unknown. A time of another epoch is accepted only within the days that a
  // rating may be late.
  corrected(rating) {
    const at = rating.at + this.skew;
    const late = this.now() - at;
    if (rating.epoch !== this.epoch && (late < 0 || late > 7 * 86400000)) { return ""; }
    return new Date(at).toISOString();
  }
}
