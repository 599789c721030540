// Whether an element's words can surely be read although axe cannot tell what lies
// behind them: every colour that the page paints at its words is compared with
// theirs. "" when the least contrast is enough, otherwise the reason.
(function (selector, needed) {
  "use strict";

  function parsed(colour) {
    var parts = (colour.match(/[\d.]+/g) || []).map(Number);
    return { rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1 };
  }
  function luminance(rgb) {
    var c = rgb.map(function (v) { v /= 255; return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4); });
    return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
  }
  function contrast(a, b) {
    var x = luminance(a), y = luminance(b);
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  }
  // points are the corners and the middle of every line of the words.
  function points(element) {
    var range = document.createRange(), list = [];
    range.selectNodeContents(element);
    Array.prototype.forEach.call(range.getClientRects(), function (r) {
      if (r.width < 2 || r.height < 2) { return; }
      [0.02, 0.25, 0.5, 0.75, 0.98].forEach(function (x) {
        [0.1, 0.5, 0.9].forEach(function (y) { list.push([r.left + x * r.width, r.top + y * r.height]); });
      });
    });
    return list;
  }
  // behind gives the colour of the first opaque ground beneath the element at a point.
  function behind(element, x, y) {
    var stack = document.elementsFromPoint(x, y), own = false;
    for (var i = 0; i < stack.length; i++) {
      var style = getComputedStyle(stack[i]), ground = parsed(style.backgroundColor);
      own = own || stack[i] === element || element.contains(stack[i]) || stack[i].contains(element);
      if (style.backgroundImage !== "none" || Number(style.opacity) < 1) { return null; }
      if (own && (stack[i] instanceof SVGElement || stack[i] instanceof HTMLImageElement)) { continue; }
      if (own && ground.alpha === 1) { return ground.rgb; }
      if (own && ground.alpha > 0) { return null; }
    }
    return parsed(getComputedStyle(document.documentElement).backgroundColor).alpha === 0 ? [255, 255, 255] : null;
  }

  var element = document.querySelector(selector);
  element.scrollIntoView({ block: "center" });
  var words = parsed(getComputedStyle(element).color), least = 21, seen = 0;
  if (words.alpha !== 1) { return "the words are half transparent"; }
  var unknown = points(element).some(function (p) {
    if (p[0] < 0 || p[1] < 0 || p[0] >= innerWidth || p[1] >= innerHeight) { return false; }
    var ground = behind(element, p[0], p[1]);
    if (!ground) { return true; }
    seen++;
    least = Math.min(least, contrast(words.rgb, ground));
    return false;
  });
  if (unknown) { return "what lies behind the words is no plain colour"; }
  if (!seen) { return "the words are nowhere to be seen"; }
  return least >= needed ? "" : "contrast " + least.toFixed(2) + " of " + needed;
})
