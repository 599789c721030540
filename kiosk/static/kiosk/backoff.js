// How long to wait before the next try: 1 s to 5 min, doubling, never twice the same.
// Times are performance.now(): a clock that is set does not matter.

const LEAST = 1000;
const MOST = 300000;

export class Backoff {
  constructor() { this.reset(); }

  reset() {
    this.tries = 0;
    this.until = 0;
    this.told = 0;
  }

  // failed counts a failure; told is the seconds that the server asked for.
  failed(told) {
    const now = performance.now();
    const span = Math.min(MOST, LEAST * Math.pow(2, this.tries));
    this.tries += 1;
    this.until = now + span * (0.75 + Math.random() / 2);
    this.told = Math.max(this.told, now + (told || 0) * 1000);
  }

  // hurry ends the waiting, but not what the server asked for.
  hurry() {
    this.tries = 0;
    this.until = 0;
  }

  // left is how many ms are to be waited.
  left() { return Math.max(0, Math.max(this.until, this.told) - performance.now()); }
}
