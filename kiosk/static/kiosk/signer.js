// The key pair with which a device signs its requests and the file of its queue. The browser keeps
// the private key and does not export it; the server gets the public one.
import { asked } from "./database.js";

const KIND = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };

const utf8 = new TextEncoder();

function hex(buffer) {
  return Array.from(new Uint8Array(buffer), (b) => (b + 256).toString(16).slice(1)).join("");
}

// canSign says whether the browser can: on plain HTTP it cannot.
export function canSign() { return Boolean(window.crypto && crypto.subtle); }

async function signature(pair, text) {
  return hex(await crypto.subtle.sign(SIGNATURE, pair.privateKey, utf8.encode(text)));
}

// signer returns a function that signs texts with the key pair of a device. Without one the
// signature is "".
export async function signer(devices, device) {
  const pair = canSign() && await devices.pairOf(device.key).catch(() => null);
  return pair ? (text) => signature(pair, text) : () => "";
}

// Signatures signs requests.
export class Signatures {
  constructor(devices) {
    this.devices = devices;
    this.pairs = new Map(); // by device key
  }

  // of returns the signature of a request with a device key, "" without a key pair. Another page
  // may make the pair at any time.
  async of(key, method, path, body) {
    if (!key || !canSign()) { return ""; }
    try {
      const pair = this.pairs.get(key) || await this.devices.pairOf(key);
      if (!pair) { return ""; }
      this.pairs.set(key, pair);
      return await signature(pair, method + "\n" + path + "\n" + body);
    } catch (e) {
      return ""; // the server may ask for none
    }
  }
}

// Enrolment sends the public key of the device when the server has none.
export class Enrolment {
  // parts: {db, net}
  constructor(parts) { Object.assign(this, parts); }

  // enrol is called with each state of the server, so that a lost answer costs nothing.
  async enrol(device, kiosk) {
    if (kiosk.signs || this.busy || !device.n || !canSign()) { return; }
    this.busy = true;
    try {
      const pair = await this.pair(device);
      const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
      await this.net.ask("PUT", "/api/v1/kiosk/signing-key", device.key, { public_key: btoa(String.fromCharCode(...point)) });
    } finally {
      this.busy = false;
    }
  }

  // pair returns the stored key pair, which another page of the device may have made.
  async pair(device) {
    const fresh = await crypto.subtle.generateKey(KIND, false, ["sign"]);
    return this.db.write(["devices"], async (store) => {
      const kept = await asked(store("devices").get(device.n));
      if (!kept || kept.pair) { return (kept && kept.pair) || fresh; }
      store("devices").put(Object.assign(kept, { pair: fresh }));
      return fresh;
    });
  }
}
