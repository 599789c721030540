// The wait before the next try: 1 s to 5 min, doubling, with random variation. It uses
// performance.now(), so that a changed system clock has no effect.

const LEAST = 1000;
const MOST = 300000;

export class Backoff {
  constructor() { this.reset(); }

  reset() {
    this.tries = 0;
    this.until = 0;
    this.notBefore = 0; // the end of the server's Retry-After, by performance.now()
  }

  // failed counts a failure; retryAfter is the server's Retry-After in seconds.
  failed(retryAfter) {
    const now = performance.now();
    const span = Math.min(MOST, LEAST * Math.pow(2, this.tries));
    this.tries += 1;
    this.until = now + span * (0.75 + Math.random() / 2);
    this.notBefore = Math.max(this.notBefore, now + (retryAfter || 0) * 1000);
  }

  // hurry ends the wait, except for the server's Retry-After.
  hurry() {
    this.tries = 0;
    this.until = 0;
  }

  // left is the remaining wait in ms.
  left() { return Math.max(0, Math.max(this.until, this.notBefore) - performance.now()); }
}
