// Which device the tablet is: its key, what the server last told it, and the last
// running number that it gave. A device that it was before stays until everything
// of it has been handed in.
import { asked } from "./database.js";

// A device: {n, key, seq, id, kiosk, left, revoked}. kiosk is the server's last answer,
// left what stays of it when the device is revoked.
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

  // become makes the tablet the device with this key; a key that it had before keeps
  // its numbers. With a broken store it is that device while the page lives.
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

  // of gives the device with a number, also one that another page has made.
  async of(n) {
    if (!this.former.has(n)) {
      const device = await this.db.read(["devices"], (store) => asked(store("devices").get(n)));
      if (device) { this.former.set(n, device); }
    }
    return this.former.get(n);
  }

  // known gives what is known of a device for staff: {pin, name, counter}, each absent
  // when it is not.
  known(device) { return (device && (device.kiosk || device.left)) || {}; }

  // forget drops what the server told of a device that it does not take any more, but
  // for what staff need who bring its ratings home.
  forget(device, learnt) {
    const { pin, name, counter } = this.known(device);
    return this.note(device, Object.assign({ kiosk: null, left: { pin, name, counter } }, learnt));
  }

  // note keeps what was learnt about a device, its running number left alone.
  async note(device, learnt) {
    Object.assign(device, learnt);
    await this.db.write(["devices"], async (store) => {
      const kept = await asked(store("devices").get(device.n));
      if (kept) { store("devices").put(Object.assign(kept, learnt)); }
    });
  }
}
