// The time as the server has it. A tablet's clock may be wrong by years, and may be
// set right at any moment: what counts is how far it was from the server's at the
// last contact, as long as it has run on without a jump since.
import { asked } from "./database.js";

const JUMP = 1500;   // ms by which the two clocks of the browser may part between two looks
const SLOW = 10000;  // ms: a way there and back that takes longer measures little
const STEADY = 1000; // ms: a smaller difference between two measurements is the network's

let epochs = 0;
const life = Date.now().toString(36) + Math.random().toString(36).slice(2, 8);

export class Clock {
  constructor(db) {
    this.db = db;
    this.skew = 0; // ms to add to the tablet's clock
    this.offset = Date.now() - performance.now();
    this.jumped();
  }

  // load goes on with what was measured in an earlier life.
  async load() {
    const kept = await this.db.read(["meta"], (store) => asked(store("meta").get("skew")));
    if (kept && !this.measured) { this.skew = kept.value; }
  }

  keep() {
    this.db.write(["meta"], (store) => { store("meta").put({ name: "skew", value: this.skew }); }).catch(() => {});
  }

  // jumped begins an epoch: a stretch in which the tablet's clock ran on evenly.
  jumped() {
    epochs += 1;
    this.epoch = life + "-" + epochs;
    this.measured = false;
    this.exact = false;
  }

  // watch is called often. A device that slept looks like one whose clock was set.
  watch() {
    const offset = Date.now() - performance.now();
    if (Math.abs(offset - this.offset) > JUMP) { this.jumped(); }
    this.offset = offset;
  }

  now() { return Date.now() + this.skew; }

  // contact compares the clocks: the server's time in ms, and what performance.now()
  // was when the request left. exact says that it is no rounded second.
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

  // stamp says when something happens now: {rated_at, clock}, clock absent when it is sure.
  stamp() {
    this.watch();
    const stamp = { rated_at: new Date(this.now()).toISOString() };
    if (!this.measured) { stamp.clock = "unmeasured"; }
    return stamp;
  }

  // given says when a rating was given, as well as that is known.
  given(rating) {
    return (rating.post.clock && this.measured && this.corrected(rating)) || rating.post.rated_at;
  }

  // corrected gives what a rating's rated_at should have been, now that the clocks
  // have been compared; "" when that cannot be told. Of another epoch it is believed
  // only within the days that a rating may be late.
  corrected(rating) {
    const at = rating.at + this.skew;
    const late = this.now() - at;
    if (rating.epoch !== this.epoch && (late < 0 || late > 7 * 86400000)) { return ""; }
    return new Date(at).toISOString();
  }
}
