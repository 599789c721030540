// A QR code drawn where there is no network: byte mode, error levels M and Q,
// versions 1 to 10, which is up to 213 bytes at M and 151 at Q. The mask is chosen as
// the server's library does, so that both draw the same code.
//
// qrModules(text, level) gives rows of true for dark, without a quiet zone;
// qrSVG(text, level) an SVG element with one of four modules. The level is
// "M" unless "Q" is said. A text that is too long throws a RangeError.

// By version: check bytes of a block, then blocks and data bytes of each, in pairs.
var BLOCKS = {
  M: [[10, 1, 16], [16, 1, 28], [26, 1, 44], [18, 2, 32], [24, 2, 43], [16, 4, 27], [18, 4, 31], [22, 2, 38, 2, 39], [22, 3, 36, 2, 37], [26, 4, 43, 1, 44]],
  Q: [[13, 1, 13], [22, 1, 22], [18, 2, 17], [26, 2, 24], [18, 2, 15, 2, 16], [24, 4, 19], [18, 2, 14, 4, 15], [22, 4, 18, 2, 19], [20, 4, 16, 4, 17], [24, 6, 19, 2, 20]]
};
var LEVEL_BITS = { M: 0, Q: 3 };
var CENTRES = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];
var MASKS = [
  function (x, y) { return (x + y) % 2 === 0; },
  function (x, y) { return y % 2 === 0; },
  function (x) { return x % 3 === 0; },
  function (x, y) { return (x + y) % 3 === 0; },
  function (x, y) { return (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0; },
  function (x, y) { return (x * y) % 2 + (x * y) % 3 === 0; },
  function (x, y) { return ((x * y) % 2 + (x * y) % 3) % 2 === 0; },
  function (x, y) { return ((x + y) % 2 + (x * y) % 3) % 2 === 0; }
];

// ---- bytes

function bytesOf(text) {
  return Array.from(new TextEncoder().encode(text));
}

// blocksOf lists the number of data bytes of each block of a version.
function blocksOf(row) {
  var list = [];
  for (var i = 1; i < row.length; i += 2) {
    for (var n = 0; n < row[i]; n++) { list.push(row[i + 1]); }
  }
  return list;
}

function sum(list) { return list.reduce(function (a, b) { return a + b; }, 0); }

// fit finds the smallest version and gives its data bytes: mode, length, text, end
// and padding.
function fit(text, level) {
  var bytes = bytesOf(text);
  for (var version = 1; version <= 10; version++) {
    var room = sum(blocksOf(BLOCKS[level][version - 1]));
    var lengthBits = version < 10 ? 8 : 16;
    if (4 + lengthBits + 8 * bytes.length <= 8 * room) {
      return { version: version, data: pack(bytes, lengthBits, room) };
    }
  }
  throw new RangeError("too long for a code");
}

function pack(bytes, lengthBits, room) {
  var bits = [];
  function put(value, width) { for (var i = width - 1; i >= 0; i--) { bits.push(value >> i & 1); } }
  put(4, 4);
  put(bytes.length, lengthBits);
  bytes.forEach(function (b) { put(b, 8); });
  put(0, Math.min(4, 8 * room - bits.length));
  while (bits.length % 8) { bits.push(0); }
  var out = [];
  for (var i = 0; i < bits.length; i += 8) { out.push(parseInt(bits.slice(i, i + 8).join(""), 2)); }
  for (var pad = 0xec; out.length < room; pad ^= 0xec ^ 0x11) { out.push(pad); }
  return out;
}

// ---- check bytes, over the field of 256 with 0x11d

function times(a, b) {
  var product = 0;
  for (; b; b >>= 1) {
    if (b & 1) { product ^= a; }
    a = a << 1 ^ (a & 128 ? 0x11d : 0);
  }
  return product;
}

function generator(degree) {
  var g = [1];
  for (var i = 0, root = 1; i < degree; i++, root = times(root, 2)) {
    var next = g.concat(0);
    g.forEach(function (c, at) { next[at + 1] ^= times(c, root); });
    g = next;
  }
  return g;
}

function checkBytes(data, g) {
  var rest = data.concat(g.slice(1).map(function () { return 0; }));
  for (var i = 0; i < data.length; i++) {
    for (var k = 1, lead = rest[i]; k < g.length; k++) { rest[i + k] ^= times(g[k], lead); }
  }
  return rest.slice(data.length);
}

// interleaved gives all bytes in the order in which they are drawn.
function interleaved(data, row) {
  var g = generator(row[0]), at = 0;
  var blocks = blocksOf(row).map(function (n) { at += n; return data.slice(at - n, at); });
  var checks = blocks.map(function (block) { return checkBytes(block, g); });
  return [blocks, checks].reduce(function (out, parts) {
    var longest = parts[parts.length - 1].length;
    for (var i = 0; i < longest; i++) {
      parts.forEach(function (part) { if (i < part.length) { out.push(part[i]); } });
    }
    return out;
  }, []);
}

// ---- modules: rows of true, false, and undefined for what carries data

function frame(version) {
  var size = 17 + 4 * version, rows = [];
  for (var y = 0; y < size; y++) { rows.push(new Array(size)); }
  [[3, 3], [size - 4, 3], [3, size - 4]].forEach(function (c) { square(rows, c[0], c[1], 4, [0, 1, 3]); });
  var centres = CENTRES[version - 1], last = centres.length - 1;
  centres.forEach(function (cx, i) {
    centres.forEach(function (cy, j) {
      var corner = i === 0 && j === 0 || i === 0 && j === last || i === last && j === 0;
      if (!corner) { square(rows, cx, cy, 2, [0, 2]); }
    });
  });
  for (var t = 8; t < size - 8; t++) { rows[6][t] = rows[t][6] = t % 2 === 0; }
  rows[size - 8][8] = true;
  if (version >= 7) { versionBits(rows, version); }
  formatBits(rows, 0); // keeps the room free
  return rows;
}

// square draws rings around a centre, the dark ones by their distance from it.
function square(rows, cx, cy, reach, dark) {
  for (var y = cy - reach; y <= cy + reach; y++) {
    for (var x = cx - reach; x <= cx + reach; x++) {
      if (rows[y] && x >= 0 && x < rows.length) {
        rows[y][x] = dark.indexOf(Math.max(Math.abs(x - cx), Math.abs(y - cy))) >= 0;
      }
    }
  }
}

// guarded appends the remainder of a division, which guards the bits.
function guarded(bits, polynomial, degree) {
  var rest = bits << degree;
  for (var i = 17; i >= degree; i--) {
    if (rest >> i & 1) { rest ^= polynomial << i - degree; }
  }
  return bits << degree | rest;
}

function versionBits(rows, version) {
  var bits = guarded(version, 0x1f25, 12), size = rows.length;
  for (var i = 0; i < 18; i++) {
    var on = (bits >> i & 1) === 1, a = Math.floor(i / 3), b = size - 11 + i % 3;
    rows[a][b] = rows[b][a] = on;
  }
}

function formatBits(rows, said) {
  var bits = guarded(said, 0x537, 10) ^ 0x5412, size = rows.length;
  for (var i = 0; i < 15; i++) {
    var on = (bits >> i & 1) === 1;
    rows[i < 6 ? i : i < 8 ? i + 1 : size - 15 + i][8] = on;
    rows[8][i < 8 ? size - 1 - i : i === 8 ? 7 : 14 - i] = on;
  }
}

// fill draws the bytes, two columns at a time from the right, up and down in turn.
function fill(rows, bytes, mask) {
  var size = rows.length, n = 0, out = rows.map(function (row) { return row.slice(); });
  for (var right = size - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) { right--; }
    for (var i = 0; i < 2 * size; i++) {
      var y = up ? size - 1 - (i >> 1) : i >> 1, x = right - i % 2;
      if (rows[y][x] === undefined) {
        out[y][x] = (bytes[n >> 3] >> 7 - n % 8 & 1) === 1 !== mask(x, y);
        n++;
      }
    }
  }
  return out;
}

// ---- the mask that reads best

function penalty(rows) {
  var turned = rows.map(function (_, x) { return rows.map(function (row) { return row[x]; }); });
  return rows.concat(turned).reduce(function (points, line) { return points + runs(line) + lookalikes(line); }, 0) + blocks(rows) + balance(rows);
}

function runs(line) {
  for (var i = 1, run = 1, points = 0; i < line.length; i++) {
    run = line[i] === line[i - 1] ? run + 1 : 1;
    points += run === 6 ? 4 : run > 6 ? 1 : 0;
  }
  return points;
}

// lookalikes are parts that could be taken for a corner's square.
function lookalikes(line) {
  for (var i = 0, seen = 0, points = 0; i < line.length; i++) {
    seen = (seen << 1 | (line[i] ? 1 : 0)) & 0x7ff;
    if (seen === 0x05d || seen === 0x5d0 || i === line.length - 1 && (seen & 0x7f) === 0x5d) {
      points += 40;
      seen = 0xff;
    }
  }
  return points;
}

function blocks(rows) {
  var points = 0;
  for (var y = 1; y < rows.length; y++) {
    for (var x = 1; x < rows.length; x++) {
      var c = rows[y][x];
      if (c === rows[y - 1][x] && c === rows[y][x - 1] && c === rows[y - 1][x - 1]) { points += 3; }
    }
  }
  return points;
}

function balance(rows) {
  var all = rows.length * rows.length;
  var dark = sum(rows.map(function (row) { return row.filter(Boolean).length; }));
  return 10 * Math.floor(Math.abs(Math.floor(all / 2) - dark) / Math.floor(all / 20));
}

export function qrModules(text, level) {
  level = level || "M";
  var fitted = fit(text, level);
  var rows = frame(fitted.version), bytes = interleaved(fitted.data, BLOCKS[level][fitted.version - 1]);
  var best = null, least = Infinity;
  MASKS.forEach(function (mask, i) {
    formatBits(rows, LEVEL_BITS[level] << 3 | i);
    var drawn = fill(rows, bytes, mask), points = penalty(drawn);
    if (points < least) { best = drawn; least = points; }
  });
  return best;
}

// ---- drawing

export function qrSVG(text, level) {
  var rows = qrModules(text, level), size = rows.length + 8, path = "";
  rows.forEach(function (row, y) {
    for (var x = 0; x < row.length; x++) {
      var from = x;
      while (row[x]) { x++; }
      if (x > from) { path += "M" + (from + 4) + " " + (y + 4) + "h" + (x - from) + "v1h-" + (x - from) + "z"; }
    }
  });
  var svg = element("svg", { viewBox: "0 0 " + size + " " + size, "shape-rendering": "crispEdges", focusable: "false" });
  svg.appendChild(element("path", { fill: "#fff", d: "M0 0h" + size + "v" + size + "H0z" }));
  svg.appendChild(element("path", { d: path }));
  return svg;
}

function element(name, attributes) {
  var e = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.keys(attributes).forEach(function (key) { e.setAttribute(key, attributes[key]); });
  return e;
}
