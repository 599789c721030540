// Imports the data of the previous version from localStorage: the key, the counter, the
// sequence number and the queue.
import { asked } from "./database.js";

const NAMES = { key: "suaraloket.key", seq: "suaraloket.seq", counter: "suaraloket.counter", outbox: "suaraloket.outbox" };

function parsed(text) {
  try { return JSON.parse(text); } catch (e) { return null; }
}

function found() {
  try {
    const items = parsed(localStorage.getItem(NAMES.outbox));
    return {
      key: localStorage.getItem(NAMES.key) || "",
      seq: Number(localStorage.getItem(NAMES.seq)) || 0,
      counter: parsed(localStorage.getItem(NAMES.counter)),
      items: Array.isArray(items) ? items.filter((i) => i && i.post && i.post.id) : [],
    };
  } catch (e) {
    return { key: "", seq: 0, counter: null, items: [] };
  }
}

function kept(device, item) {
  return {
    device: device.n, seq: item.post.seq, id: item.post.id, at: Date.parse(item.post.rated_at) || Date.now(), epoch: "",
    post: Object.assign({ clock: "unmeasured" }, item.post),
    stored: Boolean(item.stored), change: item.change || null, revision: item.version || 0,
  };
}

// takeOver moves the data into the store. It removes the old data only when the new data is
// on the disk. A repeat after an interrupted start moves nothing twice.
export async function takeOver(db) {
  const old = found();
  if (!old.key) { return; }
  await db.write(["devices", "meta", "ratings"], async (store) => {
    const known = await asked(store("devices").index("key").get(old.key));
    const device = known || { key: old.key, seq: 0, id: "", revoked: "", kiosk: old.counter ? { counter: old.counter } : null };
    device.seq = Math.max(device.seq, old.seq);
    device.n = await asked(store("devices").put(device));
    if (!await asked(store("meta").get("current"))) { store("meta").put({ name: "current", value: device.n }); }
    for (const item of old.items.filter((i) => !i.stored || i.change)) {
      await move(store, device, item);
    }
    store("devices").put(device);
  });
  Object.keys(NAMES).forEach((name) => localStorage.removeItem(NAMES[name]));
}

async function move(store, device, item) {
  if (await asked(store("ratings").index("id").getKey(item.post.id))) { return; }
  const rating = kept(device, item);
  if (!rating.seq || await asked(store("ratings").getKey([device.n, rating.seq]))) {
    rating.seq = rating.post.seq = device.seq + 1;
  }
  device.seq = Math.max(device.seq, rating.seq);
  store("ratings").add(rating);
}
