// The tablet's service worker: after the first visit the application starts and works
// offline. The server adds VERSION and FILES before this script.
const CACHE = "suaraloket-" + VERSION;
const PICTURES = "suaraloket-pictures";
const PROMPTS = "suaraloket-prompts"; // filled by the page
const PHOTOS = "suaraloket-photos"; // filled and cleaned by the page
const LATE = 8000; // ms until the request of a photo times out
const PAGE = "/k";
const SCREEN = "/k/display";

// fill caches all files of this version or none. It checks the page by its ETag and each
// file by its fingerprint, and so refuses another version and the login page of a network.
async function fill() {
  const cache = await caches.open(CACHE);
  const page = await fetch(PAGE, { cache: "no-store", credentials: "omit", redirect: "error" });
  if (!page.ok || page.headers.get("ETag") !== '"' + VERSION + '"') { throw new Error("another version"); }
  await Promise.all(FILES.map(async (file) => {
    const request = new Request(file.address, { integrity: file.integrity, credentials: "omit" });
    const answer = await fetch(request);
    if (!answer.ok) { throw new Error(file.address); }
    await cache.put(file.address, answer);
  }));
  await cache.put(PAGE, page);
}

async function sweep() {
  const names = await caches.keys();
  await Promise.all(names.filter((n) => n.startsWith("suaraloket-") && ![CACHE, PICTURES, PROMPTS, PHOTOS].includes(n)).map((n) => caches.delete(n)));
  await self.clients.claim();
}

async function kept(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) || fetch(request);
}

async function prompt(request) {
  const cache = await caches.open(PROMPTS);
  return (await cache.match(request.url)) || fetch(request);
}

// photo answers with a photo that the page has cached, or from the network. It stores no
// copy: a removed photo disappears with the page's cache.
async function photo(request) {
  const cache = await caches.open(PHOTOS);
  return (await cache.match(request.url)) || bring(request.url);
}

const lanes = [Promise.resolve(), Promise.resolve()];
const coming = new Map(); // answers by address

// bring fetches photos from the network: each once, two at a time, with a timeout. The
// other connections are free for ratings.
async function bring(url) {
  if (!coming.has(url)) {
    const lane = coming.size % lanes.length;
    const answer = lanes[lane].then(() => whole(url));
    coming.set(url, answer);
    lanes[lane] = answer.catch(() => {}).then(() => { coming.delete(url); });
  }
  return (await coming.get(url)).clone();
}

async function whole(url) {
  const stop = self.AbortController ? new AbortController() : null;
  const timer = setTimeout(() => { if (stop) { stop.abort(); } }, LATE);
  const init = { cache: "no-store", credentials: "omit", redirect: "error" };
  try {
    const answer = await fetch(url, stop ? Object.assign(init, { signal: stop.signal }) : init);
    return new Response(await answer.arrayBuffer(), { status: answer.status, headers: answer.headers });
  } finally {
    clearTimeout(timer);
  }
}

// seen answers from the network, or from the cache when that fails.
async function seen(request) {
  const cache = await caches.open(PICTURES);
  try {
    const answer = await fetch(request);
    if (answer.ok) { await cache.put(request, answer.clone()); }
    return answer;
  } catch (e) {
    return (await cache.match(request)) || Response.error();
  }
}

// picture answers from the cache and fetches a newer version meanwhile.
async function picture(event) {
  const cache = await caches.open(PICTURES);
  const old = await cache.match(event.request);
  const fresh = fetch(event.request).then(async (answer) => {
    if (answer.ok) { await cache.put(event.request, answer.clone()); }
    return answer;
  });
  if (!old) { return fresh; }
  event.waitUntil(fresh.catch(() => {}));
  return old;
}

self.addEventListener("install", (e) => {
  // If the browser supports static routes, API requests bypass the worker: they would keep
  // an old worker running.
  if (e.addRoutes) { e.addRoutes({ condition: { urlPattern: { pathname: "/api/*" } }, source: "network" }); }
  e.waitUntil(fill());
});
self.addEventListener("activate", (e) => e.waitUntil(sweep()));
self.addEventListener("message", (e) => { if (e.data === "take over") { self.skipWaiting(); } });
self.addEventListener("fetch", (e) => {
  const { request } = e;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || pathname.startsWith("/api/")) { return; }
  if (request.mode === "navigate") {
    if (pathname === PAGE) { e.respondWith(kept(PAGE)); }
    if (pathname === SCREEN) { e.respondWith(seen(request)); }
  } else if (pathname.startsWith("/assets/say/")) {
    e.respondWith(prompt(request));
  } else if (pathname.startsWith("/assets/")) {
    e.respondWith(kept(request));
  } else if (pathname.startsWith("/photos/")) {
    e.respondWith(photo(request));
  } else if (request.destination === "image") {
    e.respondWith(picture(e));
  }
});
