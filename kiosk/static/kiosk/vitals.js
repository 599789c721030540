// How the device itself is, as far as its browser tells.

const PATIENCE = 2000; // ms: some WebViews promise a battery and never give it

// version names the application: its page and everything that it loads.
export const version = document.documentElement.getAttribute("data-version") || "";

function soon(promise) {
  return Promise.race([promise, new Promise((go) => setTimeout(() => go(null), PATIENCE))]).catch(() => null);
}

// battery gives {level 0–1, charging}, null where it is not told.
export function battery() {
  if (!navigator.getBattery) { return Promise.resolve(null); }
  return soon(navigator.getBattery().then((b) => ({ level: b.level, charging: b.charging })));
}

// storage gives {used, quota} in bytes and persisted, each absent where it is not told.
export async function storage() {
  const store = navigator.storage;
  if (!store) { return {}; }
  const [room, persisted] = await Promise.all([
    store.estimate ? soon(store.estimate()) : null, store.persisted ? soon(store.persisted()) : null]);
  const told = {};
  if (room && isFinite(room.usage)) { told.used = room.usage; }
  if (room && isFinite(room.quota)) { told.quota = room.quota; }
  if (persisted !== null) { told.persisted = persisted; }
  return told;
}

// lacks lists the keys of what this tablet cannot do: as it was opened, as its browser
// is (room is what storage gave) and as its store is (stored says that it works).
export function lacks(room, stored) {
  const missing = [];
  if (!window.isSecureContext) { missing.push("https"); }
  else if (!navigator.serviceWorker) { missing.push("worker"); }
  if (!stored) { missing.push("store"); }
  else if (!room.persisted) { missing.push("persistence"); }
  return missing.map((name) => "kiosk.staff.lacks." + name);
}
