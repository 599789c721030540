// Tells the server every minute how the tablet is, by the one page that sends.
import { asked } from "./database.js";
import { battery, storage, version } from "./vitals.js";

const EVERY = 60000; // ms
const SOON = 2000;   // ms: what happens together is told once

export class Heartbeat {
  // parts: {db, queue, devices, clock, net, sender}
  constructor(parts) {
    Object.assign(this, parts);
    this.told = null; // how the queue was at the last one that arrived
    this.timer = 0;
    this.beating = false;
    setInterval(() => this.beat(), EVERY);
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.beat(), SOON);
  }

  // mayBeat: a tablet without a store has no page that sends, and is alive all the same.
  mayBeat(device) { return Boolean(device) && (this.sender.leads || !device.n); }

  // changed looks whether the server still believes in a queue that is empty by now, or
  // does not know of a rating that was set apart.
  async changed() {
    const device = this.devices.current;
    if (!this.told || !device) { return; }
    const now = await this.queue.waiting(device).catch(() => null);
    if (now && ((this.told.count > 0 && !now.count) || now.refused > this.told.refused)) { this.soon(); }
  }

  async beat() {
    const device = this.devices.current;
    if (!this.mayBeat(device)) { return; }
    if (this.beating) { this.soon(); return; }
    this.beating = true;
    try {
      await this.send(device);
    } catch (e) { /* the next one tells it */ }
    this.beating = false;
  }

  async send(device) {
    const kept = await this.queue.waiting(device).catch(() => null);
    const answer = await this.net.ask("POST", "/api/v1/kiosks/heartbeat", device.key, await this.words(kept));
    if (!answer.ok || !answer.body || !answer.body.now) { return; }
    this.told = kept;
    this.sender.hurry();
    await this.db.write(["meta"], (store) => { store("meta").put({ name: "contact", value: this.clock.now() }); });
  }

  // contact gives when the server last took one, in ms, 0 for never.
  async contact() {
    const kept = await this.db.read(["meta"], (store) => asked(store("meta").get("contact")));
    return kept ? kept.value : 0;
  }

  async words(kept) {
    const words = Object.assign({}, version && { version }, kept && this.ofQueue(kept));
    const [charge, room] = await Promise.all([battery(), storage()]);
    if (charge) { Object.assign(words, { battery: charge.level, charging: charge.charging }); }
    if ("used" in room) { words.storage_used = Math.round(room.used); }
    if ("quota" in room) { words.storage_quota = Math.round(room.quota); }
    if ("persisted" in room) { words.persisted = room.persisted; }
    if (this.clock.measured) { words.clock_skew_ms = -this.clock.skew; } // how far the tablet is ahead
    return words;
  }

  ofQueue(kept) {
    const words = { waiting: kept.count, quarantined: kept.refused, last_seq: kept.seq };
    if (kept.oldest) {
      words.oldest = this.clock.given(kept.oldest);
      words.oldest_seq = kept.oldest.seq;
    }
    return words;
  }
}
