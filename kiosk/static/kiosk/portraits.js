// The officers' photos: each shown as soon as it is there, the drawn figure until then,
// and kept for when the network is away as long as the timetable names its officer.

const KEPT = "suaraloket-photos"; // filled and swept here, shown by the service worker
const BENEATH = "/photos/";
const PATIENCE = 15000; // ms after which a photo that does not come is given up

// portray shows an officer in an image. A photo that did not come is tried again with
// the next call; meanwhile and without one the drawn figure stands there, and never the
// officer before.
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

// load calls one of both, when the picture is there or when it is not to be had.
function load(address, onLoad, onError) {
  const trial = new Image();
  const timer = setTimeout(() => { trial.removeAttribute("src"); onError(); }, PATIENCE);
  trial.addEventListener("load", () => { clearTimeout(timer); onLoad(); });
  trial.addEventListener("error", () => { clearTimeout(timer); onError(); });
  trial.src = address;
}

// Portraits keeps the photos of everybody whom the server named last.
export class Portraits {
  constructor() {
    this.wanted = []; // paths
    this.work = null;
  }

  // keep uses what the server told, null for nothing: photos that it does not name are
  // dropped, new ones fetched. The promise is fulfilled in any case; what could not be
  // fetched is tried again with the next word.
  keep(kiosk) {
    this.wanted = named(kiosk);
    if (!this.work) {
      this.work = this.settle().catch(() => {}).then(() => { this.work = null; });
    }
    return this.work;
  }

  // settle waits for the application, which needs the network more.
  async settle() {
    if (!window.caches || !navigator.serviceWorker) { return; }
    await navigator.serviceWorker.ready;
    const cache = await caches.open(KEPT);
    for (let wanted = null; wanted !== this.wanted;) {
      wanted = this.wanted;
      await this.follow(cache, wanted);
    }
  }

  // follow goes one by one, and stops when the server says something else.
  async follow(cache, wanted) {
    const kept = (await cache.keys()).map((request) => new URL(request.url).pathname);
    await Promise.all(kept.filter((path) => !wanted.includes(path)).map((path) => cache.delete(path)));
    for (const path of wanted.filter((p) => !kept.includes(p))) {
      if (wanted !== this.wanted) { return; }
      await bring(cache, path).catch(() => {});
    }
  }
}

// named lists the paths of all photos of which the server told.
function named(kiosk) {
  const people = kiosk ? kiosk.counter.on_duty.concat(Object.values(kiosk.people || {})) : [];
  return Array.from(new Set(people.map((one) => one.photo_url))).filter((path) => path && path.startsWith(BENEATH));
}

// bring keeps a photo: the figure that stands in for it, or a network's log-in, is none.
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
