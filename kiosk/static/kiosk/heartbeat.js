// Sends the tablet's state to the server every minute, from the leading page.
import { asked } from "./database.js";
import { battery, storage, version } from "./vitals.js";

const EVERY = 60000; // ms
const SOON = 2000;   // ms: changes within this time share one heartbeat

export class Heartbeat {
  // parts: {db, queue, devices, clock, net, sender}
  constructor(parts) {
    Object.assign(this, parts);
    this.reported = null; // the queue in the last heartbeat that arrived
    this.timer = 0;
    this.beating = false;
    setInterval(() => this.beat(), EVERY);
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.beat(), SOON);
  }

  // mayBeat also allows heartbeats without a store, when no page leads.
  mayBeat(device) { return Boolean(device) && (this.sender.leads || !device.n); }

  // changed sends a heartbeat soon when the last one is outdated: the queue is empty now,
  // or it has more refused ratings.
  async changed() {
    const device = this.devices.current;
    if (!this.reported || !device) { return; }
    const now = await this.queue.waiting(device).catch(() => null);
    if (now && ((this.reported.count > 0 && !now.count) || now.refused > this.reported.refused)) { this.soon(); }
  }

  async beat() {
    const device = this.devices.current;
    if (!this.mayBeat(device)) { return; }
    if (this.beating) { this.soon(); return; }
    this.beating = true;
    try {
      await this.send(device);
    } catch (e) { /* the next heartbeat repeats it */ }
    this.beating = false;
  }

  async send(device) {
    const kept = await this.queue.waiting(device).catch(() => null);
    const answer = await this.net.ask("POST", "/api/v1/kiosks/heartbeat", device.key, await this.words(kept));
    if (!answer.ok || !answer.body || !answer.body.now) { return; }
    this.reported = kept;
    this.sender.hurry();
    await this.db.write(["meta"], (store) => { store("meta").put({ name: "contact", value: this.clock.now() }); });
  }

  // contact returns the time of the last accepted heartbeat in ms, 0 for never.
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
