// The tablet: builds its parts and lets them go.
import { byId, onClick, shown } from "./page.js";
import { home, speak } from "./texts.js";
import { screen, show } from "./screens.js";
import { Database } from "./database.js";
import { Queue } from "./queue.js";
import { Devices } from "./devices.js";
import { takeOver } from "./legacy.js";
import { Clock } from "./clock.js";
import { Net } from "./net.js";
import { Leader } from "./leader.js";
import { Sender } from "./sender.js";
import { Keeper } from "./keeper.js";
import { Desk } from "./desk.js";
import { Resident } from "./resident.js";
import { startVoice } from "./voice.js";
import { Code, addressOn } from "./code.js";

const REFRESH = 20000; // ms between looks at who is on duty

let outdated = false; // a newer application has taken the store
const db = new Database(() => { outdated = true; renew(); });
const clock = new Clock(db);
const net = new Net(clock);
const queue = new Queue(db);
const devices = new Devices(db);
const desk = new Desk();
const code = new Code(byId("phone-code"), addressOn);
const channel = window.BroadcastChannel ? new BroadcastChannel("suaraloket") : null;
const sender = new Sender({ queue, devices, clock, net, onRefusedDevice: notTaken, onChange() {}, poke });
const keeper = new Keeper({ queue, devices, clock, net, sender });
const resident = new Resident({ desk, keeper, onBack: look });

// renew starts anew as soon as nobody is using the tablet: for a newer application, or
// because the store that could not be opened can be.
async function renew() {
  const device = devices.current;
  if (device && !device.n && resident.idle) {
    outdated = await devices.remember(device.key).then(() => true, () => false);
  }
  if (outdated && resident.idle) { location.reload(); }
}

function poke() { if (channel) { channel.postMessage("soon"); } }

// drawCode keeps the code in the corner that of the half minute.
function drawCode() {
  const kiosk = devices.current && devices.current.kiosk;
  if (kiosk && kiosk.counter) { code.draw(kiosk, clock.now()); }
}

// ---- who the tablet is

async function look() {
  renew();
  const device = devices.current;
  if (!device) { return; }
  let answer;
  try {
    answer = await net.ask("GET", "/api/v1/kiosk", device.key);
  } catch (e) {
    return; // off the network nothing changes for the resident
  }
  if (device !== devices.current) { return; }
  if (answer.status === 401) { notTaken(device); }
  if (!answer.ok || !answer.body || !answer.body.counter) { return; }
  const different = desk.take(answer.body);
  devices.note(device, { id: answer.body.device, kiosk: answer.body }).catch(() => {});
  drawCode();
  sender.soon();
  if ((different && resident.idle) || screen() === "setup") { resident.start(); }
}

function notTaken(device) {
  if (device !== devices.current || resident.rating) { return; }
  shown(["setup-wrong"], true);
  desk.take(null);
  show("setup");
}

async function connect(key) {
  shown(["setup-wrong"], false);
  await devices.become(key);
  await begin();
}

async function begin() {
  desk.take(devices.current.kiosk);
  resident.start();
  sender.hurry();
  if (navigator.storage && navigator.storage.persist) { navigator.storage.persist().catch(() => {}); }
  await look();
}

// ---- wiring

// given takes the key out of the address: it came in the fragment, which no server
// sees, and from then on it is the tablet's own.
function given() {
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (key) { history.replaceState(null, "", location.pathname + location.search); }
  return key;
}

function wire() {
  byId("setup").addEventListener("submit", (e) => {
    e.preventDefault();
    connect(byId("key").value.trim());
    byId("key").value = "";
  });
  onClick("#store-again", () => location.reload());
  window.addEventListener("hashchange", () => { const key = given(); if (key) { connect(key); } });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { look(); sender.hurry(); } });
  window.addEventListener("online", () => { look(); sender.hurry(); });
  window.addEventListener("contextmenu", (e) => e.preventDefault());
  if (channel) { channel.onmessage = () => { if (sender.leads) { sender.soon(); } }; }
  setInterval(look, REFRESH);
  setInterval(() => { clock.watch(); drawCode(); }, 1000);
}

// noStore says that the ratings that the tablet holds cannot be reached: they are
// left as they are.
function noStore(kind) {
  shown([kind === "newer" ? "store-newer" : "store-broken"], true);
  show("store");
}

async function start() {
  speak(home);
  startVoice(() => desk.counter && !desk.counter.open);
  wire();
  const key = given();
  try {
    await db.open();
    await takeOver(db);
    await devices.load();
    await clock.load();
    sender.leader = new Leader(db, () => sender.soon());
  } catch (e) {
    if (e.kind === "newer" || !key) { return noStore(e.kind); }
  }
  if (key) { await connect(key); } else if (devices.current) { await begin(); } else { show("setup"); }
}

start();
