// Pairs the tablet: it exchanges a code of eight characters from the portal, typed on large
// keys or contained in the address, for a device key.
import { byId, all, onClick, shown } from "./page.js";
import { t, say, onSpeak } from "./texts.js";
import { asked } from "./database.js";
import { newID } from "./ids.js";
import { Backoff } from "./backoff.js";

const LENGTH = 8;
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

// readCode keeps the valid characters of a code and replaces look-alikes.
export function readCode(text) {
  const plain = text.toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
  return Array.from(plain).filter((c) => ALPHABET.includes(c)).join("").slice(0, LENGTH);
}

export class Pairing {
  // parts: {db, net, onPaired(key, kiosk)}
  constructor(parts) {
    Object.assign(this, parts);
    this.code = "";
    this.busy = false;
    this.backoff = new Backoff();
    this.timer = 0;
    this.wire();
  }

  wire() {
    onClick("#code-keys [data-key]", (b) => this.type(b.getAttribute("data-key")));
    onClick("#code-back", () => this.set(this.code.slice(0, -1)));
    document.addEventListener("keydown", (e) => {
      if (byId("screen-setup").hidden || e.ctrlKey || e.altKey || e.metaKey) { return; }
      if (e.key === "Backspace") { this.set(this.code.slice(0, -1)); }
      else if (e.key.length === 1) { this.type(readCode(e.key)); }
    });
    onSpeak(() => this.draw());
  }

  type(character) { this.set(this.code + character); }

  // set shows a partial code, and sends a complete one.
  set(code) {
    if (this.busy) { return; }
    shown(["setup-wrong"], false);
    this.code = readCode(code);
    this.draw();
    if (this.code.length === LENGTH) { this.pair(); }
  }

  draw() {
    const padded = this.code.padEnd(LENGTH, "·");
    byId("code").textContent = padded.slice(0, 4) + " – " + padded.slice(4);
    byId("code").setAttribute("aria-label", t("kiosk.setup.typed", { n: this.code.length }));
    all("#code-keys button").forEach((b) => { b.disabled = this.busy; });
  }

  // resume repeats the request of a code whose answer was lost, if there is one.
  async resume() {
    const begun = await this.begun();
    if (begun) { this.set(begun.code); }
  }

  begun() { return this.db.read(["meta"], (store) => asked(store("meta").get("pairing"))).catch(() => null); }

  // request returns the tablet's request id for a code: with it, a repeat receives the same
  // answer.
  async request() {
    const begun = await this.begun();
    if (begun && begun.code === this.code) { return begun.request; }
    const request = newID();
    await this.db.write(["meta"], (store) => { store("meta").put({ name: "pairing", code: this.code, request }); }).catch(() => {});
    return request;
  }

  async pair() {
    this.busy = true;
    this.draw();
    this.tell("kiosk.setup.asking");
    const request = await this.request();
    let answer;
    try {
      answer = await this.net.ask("POST", "/api/v1/kiosks/pair", "", { code: this.code, request });
    } catch (e) {
      return this.later();
    }
    if (answer.ok && answer.body && answer.body.device_key) { return this.paired(answer.body); }
    if ([404, 410, 422].includes(answer.status) && answer.code) { return this.refused(answer.code); }
    return this.later(answer.wait);
  }

  // later repeats the same request, because it may have arrived or not.
  later(wait) {
    this.tell("kiosk.setup.again");
    this.backoff.failed(wait);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { if (!byId("screen-setup").hidden) { this.pair(); } else { this.end(); } }, Math.min(this.backoff.left(), 10000));
  }

  async paired(body) {
    await this.forget();
    await this.onPaired(body.device_key, body.kiosk);
    this.end();
  }

  async refused(code) {
    await this.forget();
    this.end();
    say(byId("setup-wrong"), "refusal." + code);
    shown(["setup-wrong"], true);
  }

  end() {
    this.busy = false;
    this.code = "";
    this.backoff.reset();
    this.tell("kiosk.setup.help");
    this.draw();
  }

  forget() { return this.db.write(["meta"], (store) => { store("meta").delete("pairing"); }).catch(() => {}); }

  tell(key) { say(byId("setup-help"), key); }
}
