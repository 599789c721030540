// The application on the tablet: kept by the service worker, renewed in the
// background, and taking over only when nobody is using the tablet.

const CHECK = 600000; // ms between looks for a newer version
const PROMPTS = "suaraloket-prompts";

const prompts = JSON.parse(document.getElementById("prompts").textContent);

export const version = document.documentElement.getAttribute("data-version");

export class Application {
  constructor() {
    this.registration = null;
    this.outdated = false;
  }

  // start keeps the application on the tablet. A page that had no worker yet goes on
  // as it is when the first one comes.
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

  // keepPrompts keeps the recordings as well, after everything that the page cannot do
  // without, and drops those that have changed.
  async keepPrompts() {
    await navigator.serviceWorker.ready;
    const wanted = [].concat(...Object.values(prompts).map((one) => Object.values(one)));
    const cache = await caches.open(PROMPTS);
    const kept = (await cache.keys()).map((request) => new URL(request.url).pathname);
    await Promise.all(kept.filter((path) => !wanted.includes(path)).map((path) => cache.delete(path)));
    for (const path of wanted.filter((p) => !kept.includes(p))) { await cache.add(path); }
  }

  check() {
    if (this.registration) { this.registration.update().catch(() => {}); }
  }

  // renew is called while the tablet is idle: a version that waits takes over, and the
  // page starts anew once it has, or when the store belongs to a newer one.
  renew() {
    if (this.outdated) { location.reload(); }
    const waiting = this.registration && this.registration.waiting;
    if (waiting && navigator.serviceWorker.controller) { waiting.postMessage("take over"); }
  }
}
