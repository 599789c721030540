// The officers' photos. Each is shown when it has loaded, the drawn figure until then. It
// is cached for offline use as long as the timetable contains its officer.

const KEPT = "suaraloket-photos"; // filled and cleaned here, read by the service worker
const BENEATH = "/photos/";
const PATIENCE = 15000; // ms until the request of a photo times out

// portray shows an officer in an image. The next call retries a photo that failed. Without
// a loaded photo the image shows the drawn figure, never the previous officer.
export function portray(image, { photo_url: photo, figure_url: figure }) {
  const wanted = () => image.getAttribute("data-photo") === photo;
  if (wanted()) { return; }
  image.setAttribute("data-photo", photo);
  if (image.getAttribute("src") !== (figure || photo)) {
    image.removeAttribute("src");
    image.src = figure || photo;
  }
  if (!figure) { return; }
  load(photo, () => { if (wanted()) { image.src = photo; } }, () => { if (wanted()) { image.removeAttribute("data-photo"); } });
}

// load calls onLoad when the picture has loaded, or onError.
function load(address, onLoad, onError) {
  const trial = new Image();
  const timer = setTimeout(() => { trial.removeAttribute("src"); onError(); }, PATIENCE);
  trial.addEventListener("load", () => { clearTimeout(timer); onLoad(); });
  trial.addEventListener("error", () => { clearTimeout(timer); onError(); });
  trial.src = address;
}

// Portraits caches the photos of all officers in the server's last state.
export class Portraits {
  constructor() {
    this.wanted = []; // paths
    this.work = null;
  }

  // keep uses the server's state, null for none: it drops the photos that the state does
  // not contain and fetches new ones. The promise always resolves. The next state retries
  // failed photos.
  keep(kiosk) {
    this.wanted = named(kiosk);
    if (!this.work) {
      this.work = this.settle().catch(() => {}).then(() => { this.work = null; });
    }
    return this.work;
  }

  // settle waits until the application has loaded, because that is more important.
  async settle() {
    if (!window.caches || !navigator.serviceWorker) { return; }
    await navigator.serviceWorker.ready;
    const cache = await caches.open(KEPT);
    for (let wanted = null; wanted !== this.wanted;) {
      wanted = this.wanted;
      await this.follow(cache, wanted);
    }
  }

  // follow fetches one photo at a time, and stops when a new state arrives.
  async follow(cache, wanted) {
    const kept = (await cache.keys()).map((request) => new URL(request.url).pathname);
    await Promise.all(kept.filter((path) => !wanted.includes(path)).map((path) => cache.delete(path)));
    for (const path of wanted.filter((p) => !kept.includes(p))) {
      if (wanted !== this.wanted) { return; }
      await bring(cache, path).catch(() => {});
    }
  }
}

// named lists the paths of all photos in the server's state.
function named(kiosk) {
  const people = kiosk ? kiosk.counter.on_duty.concat(Object.values(kiosk.people || {})) : [];
  return Array.from(new Set(people.map((one) => one.photo_url))).filter((path) => path && path.startsWith(BENEATH));
}

// bring caches a photo. It refuses the figure that replaces it, and the login page of a
// network.
async function bring(cache, path) {
  const stop = window.AbortController ? new AbortController() : null;
  const timer = setTimeout(() => { if (stop) { stop.abort(); } }, PATIENCE);
  try {
    const init = { cache: "no-store", credentials: "omit", redirect: "error" };
    const answer = await fetch(path, stop ? Object.assign(init, { signal: stop.signal }) : init);
    if (answer.ok && answer.headers.get("Content-Type") === "image/jpeg") { await cache.put(path, answer); }
  } finally {
    clearTimeout(timer);
  }
}
