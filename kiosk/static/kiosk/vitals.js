// The state of the device, as far as the browser provides it.

const PATIENCE = 2000; // ms: in some WebViews the promise of the battery never resolves

// version identifies the application: its page and all files that it loads.
export const version = document.documentElement.getAttribute("data-version") || "";

function soon(promise) {
  return Promise.race([promise, new Promise((go) => setTimeout(() => go(null), PATIENCE))]).catch(() => null);
}

// battery resolves with {level 0–1, charging}, null when unknown.
export function battery() {
  if (!navigator.getBattery) { return Promise.resolve(null); }
  return soon(navigator.getBattery().then((b) => ({ level: b.level, charging: b.charging })));
}

// storage resolves with {used, quota} in bytes and persisted, each absent when unknown.
export async function storage() {
  const store = navigator.storage;
  if (!store) { return {}; }
  const [room, persisted] = await Promise.all([
    store.estimate ? soon(store.estimate()) : null, store.persisted ? soon(store.persisted()) : null]);
  const result = {};
  if (room && isFinite(room.usage)) { result.used = room.usage; }
  if (room && isFinite(room.quota)) { result.quota = room.quota; }
  if (persisted !== null) { result.persisted = persisted; }
  return result;
}

// lacks lists the text keys of missing features: because of the address, of the browser
// (room is the result of storage), and of the store (stored is true when it works).
export function lacks(room, stored) {
  const missing = [];
  if (!window.isSecureContext) { missing.push("https"); }
  else if (!navigator.serviceWorker) { missing.push("worker"); }
  if (!stored) { missing.push("store"); }
  else if (!room.persisted) { missing.push("persistence"); }
  return missing.map((name) => "kiosk.staff.lacks." + name);
}
