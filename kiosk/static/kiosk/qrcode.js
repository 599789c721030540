// Draws QR codes offline.
//
// qrModules(text, level) returns rows of modules, true for dark, without a quiet zone.
// qrSVG(text, level) returns an SVG element with a quiet zone of four modules. The default
// level is "M", the other "Q". Both throw a RangeError for a text beyond version 10, which
// holds 213 bytes at M and 151 at Q: phones read larger codes badly.

import qrcode from "./qrcode-generator.js";

var MOST_MODULES = 57; // of version 10

export function qrModules(text, level) {
  var code = qrcode(0, level || "M"), rows = [];
  code.addData(utf8(text), "Byte");
  code.make();
  var size = code.getModuleCount();
  if (size > MOST_MODULES) { throw new RangeError("too long for a code"); }
  for (var y = 0; y < size; y++) {
    rows.push([]);
    for (var x = 0; x < size; x++) { rows[y].push(code.isDark(y, x)); }
  }
  return rows;
}

// utf8 returns one character for each byte, as the encoder expects.
function utf8(text) {
  return Array.from(new TextEncoder().encode(text)).map(function (byte) { return String.fromCharCode(byte); }).join("");
}

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
