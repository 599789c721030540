// The counter's screen: its name and a code that changes every half minute. After it has
// loaded its counter and key, it works offline.
import { byId, shown } from "./page.js";
import { Database } from "./database.js";
import { Devices } from "./devices.js";
import { takeOver } from "./legacy.js";
import { Clock } from "./clock.js";
import { Net } from "./net.js";
import { Signatures } from "./signer.js";
import { Code, addressOn } from "./code.js";
import { SLOT } from "./slotcode.js";

const REFRESH = 30000; // ms between updates of the counter

const texts = JSON.parse(byId("texts").textContent);
const db = new Database(() => location.reload());
const clock = new Clock(db);
const devices = new Devices(db);
const net = new Net(clock, new Signatures(devices));
const code = new Code(byId("code"), addressOn);

// ---- the server

async function look() {
  const device = devices.current;
  if (!device) { return; }
  let answer;
  try {
    answer = await net.ask("GET", "/api/v1/kiosk", device.key);
  } catch (e) {
    return; // offline the screen continues
  }
  if (answer.status === 401) { await forget(device); }
  if (!answer.ok || !answer.body || !answer.body.counter) { return; }
  await devices.note(device, { id: answer.body.device, kiosk: answer.body }).catch(() => {});
  draw();
}

// forget ends the screen of a tablet that is revoked or unknown.
async function forget(device) {
  await devices.forget(device).catch(() => {});
  shown(["setup-wrong"], true);
  show("setup");
}

// ---- the screen

function show(name) {
  ["wait", "setup", "code"].forEach((n) => { byId("screen-" + n).hidden = n !== name; });
}

function draw() {
  const kiosk = devices.current && devices.current.kiosk;
  if (!kiosk) { return; }
  byId("unit").textContent = kiosk.counter.unit_name;
  byId("counter").textContent = kiosk.counter.name;
  show("code");
  const left = code.draw(kiosk, clock.now());
  shown(["timing"], left !== null);
  shown(["plain"], left === null);
  if (left === null) { return; }
  byId("bar").style.transform = "scaleX(" + left / SLOT + ")";
  byId("left").textContent = texts["display.left"].replace("{n}", String(Math.ceil(left / 1000)));
}

// keepAwake requests a wake lock if the browser has them.
function keepAwake() {
  if (navigator.wakeLock && !document.hidden) { navigator.wakeLock.request("screen").catch(() => { /* it may go dark */ }); }
}

// given removes a device key from the address and returns it. The key is in the fragment,
// which browsers do not send to servers.
function given() {
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (key) { history.replaceState(null, "", location.pathname + location.search); }
  return key;
}

async function connect() {
  const key = given();
  if (key) { await devices.become(key); }
  show(devices.current ? "wait" : "setup");
  draw();
  look();
}

async function start() {
  try {
    await db.open();
    await takeOver(db);
    await devices.load();
    await clock.load();
  } catch (e) { /* with a broken store the screen works until it is closed */ }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { draw(); look(); keepAwake(); } });
  window.addEventListener("online", look);
  window.addEventListener("hashchange", connect);
  window.addEventListener("contextmenu", (e) => e.preventDefault());
  setInterval(() => { clock.watch(); draw(); }, 250);
  setInterval(look, REFRESH);
  keepAwake();
  await connect();
}

start();
