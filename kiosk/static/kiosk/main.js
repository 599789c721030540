// The tablet: builds and starts its parts.
import { byId, onClick, shown } from "./page.js";
import { home, speak, say } from "./texts.js";
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
import { Heartbeat } from "./heartbeat.js";
import { Desk } from "./desk.js";
import { Portraits } from "./portraits.js";
import { Rest } from "./rest.js";
import { Resident } from "./resident.js";
import { Enrolment, Signatures } from "./signer.js";
import { Staff } from "./staff.js";
import { startVoice } from "./voice.js";
import { Pairing } from "./pairing.js";
import { Ended } from "./ended.js";
import { Stream } from "./stream.js";
import { startGuards } from "./guards.js";
import { Code, addressOn } from "./code.js";
import { Application } from "./application.js";

const REFRESH = 20000; // ms between updates of the counter without a stream
const SELDOM = 300000; // ms between updates with a stream
const KEPT = 3600000;  // ms after which the server's state is stored again although only its time has changed

const application = new Application();
const db = new Database(() => { application.outdated = true; renew(); });
const clock = new Clock(db);
const devices = new Devices(db);
const signatures = new Signatures(devices);
const net = new Net(clock, signatures);
const queue = new Queue(db);
const desk = new Desk();
const portraits = new Portraits();
const code = new Code(byId("phone-code"), addressOn);
const channel = window.BroadcastChannel ? new BroadcastChannel("suaraloket") : null;
const sender = new Sender({ queue, devices, clock, net, onRefusedDevice: notTaken, onChange: () => heartbeat.changed(), poke });
const heartbeat = new Heartbeat({ db, queue, devices, clock, net, sender });
const keeper = new Keeper({ queue, devices, clock, net, sender });
const rest = new Rest(() => ((devices.current && devices.current.kiosk) || {}).interval_ms);
const resident = new Resident({ desk, keeper, rest, onBack: back });
const pairing = new Pairing({ db, net, onPaired: connect });
const ended = new Ended({ queue, onAgain: () => show("setup") });
const enrolment = new Enrolment({ db, net });
const stream = new Stream({ signatures, onKiosk: learn, onRefused: look });
const staff = new Staff({ db, queue, devices, clock, net, sender, heartbeat, desk, resident, update });

// renew lets a newer application take over when the tablet is idle, and starts to use a
// store that could not be opened at the start.
async function renew() {
  const device = devices.current;
  if (device && !device.n && resident.idle && await devices.remember(device.key).then(() => true, () => false)) {
    application.outdated = true;
  }
  if (resident.idle || screen() === "setup") { application.renew(); }
}

function poke(what) { if (channel) { channel.postMessage(what); } }

// called handles a message of another page to the leading page.
function called(what) {
  if (what === "hurry") { sender.hurry(); } else { sender.soon(); }
}

// drawCode updates the code in the corner every half minute.
function drawCode() {
  const kiosk = devices.current && devices.current.kiosk;
  if (kiosk && kiosk.counter) { code.draw(kiosk, clock.now()); }
}

// ---- device and counter

let looked = 0; // performance.now() of the last update

async function look() {
  const device = devices.current;
  if (!device) { return; }
  looked = performance.now();
  let answer;
  try {
    answer = await net.ask("GET", "/api/v1/kiosk", device.key);
  } catch (e) {
    return; // offline nothing changes for the resident
  }
  if (device !== devices.current) { return; }
  if (answer.status === 401) { notTaken(device, answer.code); }
  if (answer.ok && answer.body && answer.body.counter) { learn(answer.body); }
}

// lookAgain updates when it is due, more rarely with a live stream.
function lookAgain() {
  if (performance.now() - looked > (stream.alive ? SELDOM : REFRESH) - 500) { look(); }
}

// back is called when the next person may rate.
function back() { if (!stream.alive) { look(); } }

// learn applies a new state of the server.
function learn(kiosk) {
  const device = devices.current;
  if (!device || !kiosk.counter) { return; }
  const wasRevoked = Boolean(device.revoked);
  const different = update(device, kiosk);
  sender.soon();
  if (staff.open) { return; } // the change is shown when the corner closes
  const elsewhere = wasRevoked || ["setup", "ended"].includes(screen());
  if (elsewhere ? !pairing.busy : different && resident.idle) { resident.start(); }
}

// update stores the server's state of the tablet, and returns whether the counter has
// changed.
function update(device, kiosk) {
  keepTold(device, kiosk);
  enrolment.enrol(device, kiosk).catch(() => {});
  portraits.keep(kiosk).then(() => desk.portray());
  const different = desk.take(kiosk, clock.now());
  drawCode();
  return different;
}

function keepTold(device, kiosk) {
  const before = device.kiosk;
  const old = !before || Date.parse(kiosk.now) - Date.parse(before.now) > KEPT;
  const same = !old && JSON.stringify(Object.assign({}, before, timeless)) === JSON.stringify(Object.assign({}, kiosk, timeless));
  if (!same) { devices.note(device, { id: kiosk.device, kiosk, revoked: "" }).catch(() => {}); }
}

const timeless = { now: "", schedule: null };

// notTaken handles a key that the server refuses. A rating in progress can be finished.
function notTaken(device, code) {
  if (device !== devices.current || resident.rating || staff.open) { return; }
  desk.take(null);
  stream.close();
  if (screen() === "setup") { return; } // a new pairing is in progress
  if (code === "device_revoked") {
    portraits.keep(null);
    devices.forget(device, { revoked: code }).catch(() => {});
    ended.show();
    return;
  }
  say(byId("setup-wrong"), "kiosk.setup.wrong");
  shown(["setup-wrong"], true);
  show("setup");
}

async function connect(key, kiosk) {
  shown(["setup-wrong"], false);
  const device = await devices.become(key);
  if (kiosk) { await devices.note(device, { id: kiosk.device, kiosk }).catch(() => {}); }
  await begin();
}

async function begin() {
  const device = devices.current;
  desk.take(device.kiosk, clock.now());
  if (device.revoked) { ended.show(); } else { resident.start(); }
  sender.hurry();
  heartbeat.soon();
  if (navigator.storage && navigator.storage.persist) { navigator.storage.persist().catch(() => {}); }
  stream.follow(device.key);
  await look();
}

// follow applies the timetable when the tablet is idle.
function follow() {
  clock.watch();
  drawCode();
  renew();
  if (resident.idle && desk.follow(clock.now())) { resident.start(); }
}

// ---- wiring

// given removes a key or a code from the address and uses it. It is in the fragment, which
// browsers do not send to servers.
function given() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const found = { key: fragment.get("key") || "", pair: fragment.get("pair") || "" };
  if (found.key || found.pair) { history.replaceState(null, "", location.pathname + location.search); }
  return found;
}

function open({ key, pair }) {
  if (key) { return connect(key); }
  show("setup");
  pairing.set(pair);
  return Promise.resolve();
}

function awake() {
  look();
  stream.hurry();
  sender.hurry();
}

function wire() {
  onClick("#store-again", () => location.reload());
  window.addEventListener("hashchange", () => { const found = given(); if (found.key || found.pair) { open(found); } });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { awake(); } });
  window.addEventListener("online", awake);
  if (channel) { channel.onmessage = (e) => { if (sender.leads) { called(e.data); } }; }
  setInterval(lookAgain, 1000);
  setInterval(follow, 1000);
}

// noStore shows that the stored ratings cannot be read. They are not changed.
function noStore(kind) {
  shown([kind === "newer" ? "store-newer" : "store-broken"], true);
  show("store");
}

async function start() {
  speak(home);
  startVoice(() => desk.counter && !desk.counter.open && !desk.counter.closed);
  wire();
  shown(["setup-plain"], !window.isSecureContext);
  application.start();
  const found = given();
  startGuards();
  try {
    await db.open();
    await takeOver(db);
    await devices.load();
    await clock.load();
    sender.leader = new Leader(db, () => { sender.soon(); heartbeat.soon(); });
  } catch (e) {
    if (e.kind === "newer" || !found.key) { return noStore(e.kind); }
  }
  if (found.key || found.pair) { await open(found); } else if (devices.current) { await begin(); } else { show("setup"); await pairing.resume(); }
}

start();
