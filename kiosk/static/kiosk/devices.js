// The tablet's device: its key, the server's last state, and the last sequence number. A
// former device of the tablet is kept until all its ratings are sent.
import { asked } from "./database.js";

// A device: {n, key, seq, id, kiosk, left, revoked}. kiosk is the server's last answer,
// left the part of it that remains after a revocation.
export class Devices {
  constructor(db) {
    this.db = db;
    this.current = null;
    this.former = new Map();
  }

  async load() {
    await this.db.read(["devices", "meta"], async (store) => {
      const [all, current] = await Promise.all([asked(store("devices").getAll()), asked(store("meta").get("current"))]);
      this.former = new Map(all.map((d) => [d.n, d]));
      this.current = (current && this.former.get(current.value)) || null;
    });
    return this.current;
  }

  // become makes the tablet the device with this key. A former key continues its sequence
  // numbers. With a broken store, the device is lost with the page.
  async become(key) {
    const device = await this.remember(key).catch(() => ({ n: 0, key, seq: 0, id: "", kiosk: null }));
    this.former.set(device.n, device);
    this.current = device;
    return device;
  }

  remember(key) {
    return this.db.write(["devices", "meta"], async (store) => {
      const known = await asked(store("devices").index("key").get(key));
      const device = known || { key, seq: 0, id: "", kiosk: null };
      device.revoked = "";
      device.n = await asked(store("devices").put(device));
      store("meta").put({ name: "current", value: device.n });
      return device;
    });
  }

  // of returns the device with a number, also one that another page has added.
  async of(n) {
    if (!this.former.has(n)) {
      const device = await this.db.read(["devices"], (store) => asked(store("devices").get(n)));
      if (device) { this.former.set(n, device); }
    }
    return this.former.get(n);
  }

  // pairOf reads the key pair that a page of the device with this key has stored.
  pairOf(key) {
    return this.db.read(["devices"], async (store) => ((await asked(store("devices").index("key").get(key))) || {}).pair);
  }

  // known returns the data of a device for staff: {pin, name, counter}, each absent when
  // unknown.
  known(device) { return (device && (device.kiosk || device.left)) || {}; }

  // forget drops the state of a device that the server refuses, except for the data that
  // staff need to export its ratings.
  forget(device, learnt) {
    const { pin, name, counter } = this.known(device);
    return this.note(device, Object.assign({ kiosk: null, left: { pin, name, counter } }, learnt));
  }

  // note stores new data of a device without changing its sequence number.
  async note(device, learnt) {
    Object.assign(device, learnt);
    await this.db.write(["devices"], async (store) => {
      const kept = await asked(store("devices").get(device.n));
      if (kept) { store("devices").put(Object.assign(kept, learnt)); }
    });
  }
}
