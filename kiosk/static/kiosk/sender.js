// Sends the ratings in the queue: the oldest first, a few at a time. It repeats each with
// the same id until the server has confirmed or refused it.
import { Backoff } from "./backoff.js";
import { verdictOf, serverAway, aboutOfficer } from "./verdict.js";

const AT_ONCE = 4;
const SETTLE = 1500;   // ms: additions within this time are sent together
const STUBBORN = 3;    // tries without an answer after which other ratings are sent first
const PEEK = 30000;    // ms between checks of the queue without a call

const keyOf = (rating) => rating.device + ":" + rating.seq;

export class Sender {
  // parts: {queue, devices, clock, net, onRefusedDevice(device, code), onChange(),
  // poke(what)}. poke sends "soon" or "hurry" to the leading page if it is another one.
  constructor(parts) {
    Object.assign(this, parts);
    this.leader = null;
    this.flying = new Set();
    this.server = new Backoff();
    this.holds = new Map();  // rating or device → Backoff
    this.settling = new Map(); // rating → performance.now() from which its change may be sent
    this.timer = 0;
    this.filling = false;
    this.again = false;
    this.silent = "";   // the rating that failed last; silences: how often in a row
    this.silences = 0;
  }

  get leads() { return Boolean(this.leader && this.leader.leads()); }

  // soon checks the queue after a short time.
  soon(ms) {
    clearTimeout(this.timer);
    if (!ms && !this.leads) { this.poke("soon"); }
    this.timer = setTimeout(() => this.pump(), ms || 0);
  }

  // hurry retries everything at once on the leading page, because the network seems to be
  // back.
  hurry() {
    if (!this.leads) { this.poke("hurry"); }
    this.server.hurry();
    this.holds.forEach((hold) => hold.hurry());
    this.soon();
  }

  // settle delays the change of a rating until the person pauses.
  settle(rating) {
    this.settling.set(keyOf(rating), performance.now() + SETTLE);
    this.soon(SETTLE);
  }

  // close is called when the person has finished: the additions are sent at once.
  close(rating) {
    this.settling.delete(keyOf(rating));
    this.soon();
  }

  async pump() {
    this.again = true;
    if (this.filling) { return; }
    this.filling = true;
    while (this.again) {
      this.again = false;
      try {
        await this.fill();
      } catch (e) {
        this.server.failed(0); // the store does not answer
      }
    }
    this.filling = false;
    this.soon(this.nextLook());
  }

  // nextLook returns the time of the next check. A wait that ended during the last check
  // counts as due now.
  nextLook() {
    if (!this.leads) { return PEEK; }
    const waits = [this.server.left()];
    const now = performance.now();
    this.settling.forEach((from) => waits.push(Math.max(from - now, 1)));
    this.holds.forEach((hold) => waits.push(hold.left()));
    const next = Math.min(...waits.filter((ms) => ms > 0), PEEK);
    return Math.max(next, this.server.left(), 20);
  }

  async fill() {
    if (!this.leads || this.server.left() > 0) { return; }
    this.settled();
    const limit = AT_ONCE + this.flying.size + this.holds.size + this.settling.size;
    const ratings = await this.queue.head(limit, (device) => this.held(device));
    if (!ratings.length && !this.flying.size) { this.forgive(); }
    for (const rating of ratings) {
      if (this.flying.size >= (this.server.tries ? 1 : AT_ONCE)) { return; }
      if (this.mayGo(rating)) { this.carry(rating); }
    }
  }

  mayGo(rating) {
    const key = keyOf(rating);
    return !this.flying.has(key) && !this.held(key) && !(rating.stored && this.settling.has(key));
  }

  held(name) { return this.holds.has(name) && this.holds.get(name).left() > 0; }

  // settled drops the delays that have ended.
  settled() {
    const now = performance.now();
    this.settling.forEach((from, key) => { if (from <= now) { this.settling.delete(key); } });
  }

  // forgive drops the waits of ratings that are no longer in the queue; the waits of
  // devices remain.
  forgive() {
    this.holds.forEach((hold, name) => { if (typeof name === "string") { this.holds.delete(name); } });
  }

  // carry sends the next request of a rating. It reads the rating again, because the server
  // may have confirmed a part since the queue was read.
  async carry(seen) {
    const key = keyOf(seen);
    this.flying.add(key);
    try {
      const rating = await this.queue.get(seen);
      if (rating) { await (rating.stored ? this.sendChange(rating) : this.sendPost(rating)); }
    } catch (e) {
      this.failed(seen, 0, 0);
    }
    this.flying.delete(key);
    this.onChange();
    this.pump();
  }

  async sendPost(rating) {
    const device = await this.devices.of(rating.device);
    await this.timed(rating, device);
    const answer = await this.net.ask("POST", "/api/v1/ratings", device.key, rating.post);
    switch (verdictOf(answer, rating.id)) {
      case "done":
        await this.queue.posted(rating);
        return this.passed(rating);
      case "refused":
        if (rating.post.officer !== "-" && aboutOfficer(answer)) {
          return this.queue.replacePost(rating, { officer: "-" }); // the rating counts for the unit
        }
        return this.refused(rating, answer);
      case "device":
        return this.notTaken(device, answer);
    }
    return this.failed(rating, answer.status, answer.wait);
  }

  async sendChange(rating) {
    const device = await this.devices.of(rating.device);
    const answer = await this.net.ask("PATCH", "/api/v1/ratings/" + rating.id, device.key, rating.change);
    switch (verdictOf(answer, rating.id)) {
      case "done":
        await this.queue.changed(rating, rating.revision);
        return this.passed(rating);
      case "refused":
        return this.refused(rating, answer);
      case "device":
        return this.notTaken(device, answer);
    }
    return this.failed(rating, answer.status, answer.wait);
  }

  // timed corrects the time of a rating from before the first comparison of the clocks, and
  // makes that comparison if needed.
  async timed(rating, device) {
    if (!rating.post.clock) { return; }
    if (!this.clock.measured) { await this.net.ask("GET", "/api/v1/kiosk", device.key); }
    const at = this.clock.measured && this.clock.corrected(rating);
    if (at) {
      rating.post.rated_at = at;
      delete rating.post.clock;
      await this.queue.replacePost(rating, { rated_at: at, clock: undefined });
    }
  }

  async refused(rating, answer) {
    const verdict = {
      status: answer.status, code: answer.code, body: answer.text.slice(0, 4000), at: new Date(this.clock.now()).toISOString(),
    };
    await this.queue.refuse(rating, verdict);
    this.passed(rating);
  }

  passed(rating) {
    this.server.reset();
    this.holds.delete(keyOf(rating));
    this.holds.delete(rating.device);
  }

  // notTaken delays all ratings of a device whose key is refused. The ratings are valid and
  // stay in the queue.
  notTaken(device, answer) {
    this.server.reset();
    this.hold(device.n, answer.wait);
    this.onRefusedDevice(device, answer.code);
  }

  // failed delays all requests to the server. If the rating itself may be the cause, it
  // also delays that rating, so that it does not block the others.
  failed(rating, status, wait) {
    const key = keyOf(rating);
    this.server.failed(wait);
    this.silences = this.silent === key ? this.silences + 1 : 1;
    this.silent = key;
    if ((status > 0 && !serverAway(status)) || this.silences >= STUBBORN) { this.hold(key, 0); }
  }

  hold(key, wait) {
    if (!this.holds.has(key)) { this.holds.set(key, new Backoff()); }
    this.holds.get(key).failed(wait);
  }
}
