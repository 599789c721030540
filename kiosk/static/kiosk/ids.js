// The tablet makes the id of a rating, and computes the receipt from it.

// newID makes a UUID of version 4; plain HTTP has no crypto.randomUUID.
export function newID() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 15) | 64;
  b[8] = (b[8] & 63) | 128;
  const hex = Array.from(b, (x) => (x + 256).toString(16).slice(1)).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// receiptOf follows the published rule: FNV-1a of the id, folded to 30 bits, in Crockford's
// base 32.
export function receiptOf(id) {
  const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  let sum = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) {
    sum = Math.imul(sum ^ id.charCodeAt(i), 0x01000193) >>> 0;
  }
  sum = ((sum & 0x3fffffff) ^ (sum >>> 30)) >>> 0;
  let out = "";
  for (let shift = 25; shift >= 0; shift -= 5) {
    out += alphabet[(sum >>> shift) & 31];
  }
  return out.slice(0, 3) + "-" + out.slice(3);
}
