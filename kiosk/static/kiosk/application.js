// The application on the tablet: the service worker caches it and updates it in the
// background. A new version takes over only while the tablet is idle.

const CHECK = 600000; // ms between checks for a newer version
const PROMPTS = "suaraloket-prompts";

const prompts = JSON.parse(document.getElementById("prompts").textContent);

export const version = document.documentElement.getAttribute("data-version");

export class Application {
  constructor() {
    this.registration = null;
    this.outdated = false;
  }

  // start registers the service worker. A page without a worker does not reload when the
  // first one takes over.
  async start() {
    if (!("serviceWorker" in navigator)) { return; }
    const worker = navigator.serviceWorker;
    let had = Boolean(worker.controller);
    worker.addEventListener("controllerchange", () => {
      this.outdated = this.outdated || had;
      had = true;
    });
    try {
      this.registration = await worker.register("/k/sw.js", { scope: "/k", updateViaCache: "none" });
    } catch (e) {
      return; // the next start tries again
    }
    this.keepPrompts().catch(() => {}); // the next start tries again
    setInterval(() => this.check(), CHECK);
    window.addEventListener("online", () => this.check());
  }

  // keepPrompts caches the recordings, after all required files, and drops those that
  // have changed. It stops when a newer version waits: the browser does not replace a
  // worker that is loading, and the newer version goes on.
  async keepPrompts() {
    await navigator.serviceWorker.ready;
    const wanted = [].concat(...Object.values(prompts).map((one) => Object.values(one)));
    const cache = await caches.open(PROMPTS);
    const kept = (await cache.keys()).map((request) => new URL(request.url).pathname);
    await Promise.all(kept.filter((path) => !wanted.includes(path)).map((path) => cache.delete(path)));
    for (const path of wanted.filter((p) => !kept.includes(p))) {
      if (this.registration.waiting) { return; }
      await cache.add(path);
    }
  }

  check() {
    if (this.registration) { this.registration.update().catch(() => {}); }
  }

  // renew is called while the tablet is idle: a waiting version takes over. The page
  // reloads after that, or when the store belongs to a newer version.
  renew() {
    if (this.outdated) { location.reload(); }
    const waiting = this.registration && this.registration.waiting;
    if (waiting && navigator.serviceWorker.controller) { waiting.postMessage("take over"); }
  }
}
