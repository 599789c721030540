// The counter's rotating code, made offline with the tablet's key: s1_counter_slot_mac. It
// changes every half minute.

export const SLOT = 30000; // ms
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

// canSign reports whether this page can make a code: browsers sign only on a secure
// connection.
export function canSign() { return !!(window.crypto && crypto.subtle); }

// slotOf returns the number of the half minute of a server time.
export function slotOf(ms) { return Math.floor(ms / SLOT); }

// slotCode returns a promise of the code of a slot.
export function slotCode(key, counter, slot) {
  var text = "s1_" + counter + "_" + slot.toString(36);
  return crypto.subtle.importKey("raw", bytesOf(atob(key.replace(/-/g, "+").replace(/_/g, "/"))), { name: "HMAC", hash: "SHA-256" }, false, ["sign"])
    .then(function (imported) { return crypto.subtle.sign("HMAC", imported, bytesOf(text)); })
    .then(function (mac) { return text + "_" + base32(new Uint8Array(mac).subarray(0, 8)); });
}

function bytesOf(binary) {
  return Uint8Array.from(binary, function (c) { return c.charCodeAt(0); });
}

function base32(bytes) {
  var out = "", held = 0, bits = 0;
  bytes.forEach(function (b) {
    held = held << 8 | b;
    for (bits += 8; bits >= 5; bits -= 5) { out += ALPHABET[held >> bits - 5 & 31]; }
    held &= 31;
  });
  return bits ? out + ALPHABET[held << 5 - bits & 31] : out;
}
