// The counter's screen: its name and a code that changes every half minute. Once it
// has read its counter and key it goes on without the network.
(function () {
  "use strict";

  var REFRESH = 30000; // ms between looks at the counter
  var STORE = "suaraloket.display";

  var body = document.body;
  var texts = JSON.parse(document.getElementById("texts").textContent);
  var known = kept();  // {counter, slotKey, ahead}: the counter, its key, how far the server's clock is ahead, ms
  var shown = "";      // what the code on the screen was drawn for

  function $(id) { return document.getElementById(id); }

  // deviceKey finds the key of the tablet on which this screen is open. One in the
  // fragment, which no server sees, becomes the tablet's own.
  function deviceKey() {
    var given = new URLSearchParams(location.hash.slice(1)).get("key");
    if (given) {
      history.replaceState(null, "", location.pathname + location.search);
      try { localStorage.setItem("suaraloket.key", given); } catch (e) { return given; }
    }
    try { return localStorage.getItem("suaraloket.key") || ""; } catch (e) { return ""; }
  }

  function kept() {
    try { return JSON.parse(localStorage.getItem(STORE)) || null; } catch (e) { return null; }
  }

  function keep(what) {
    known = what;
    try { localStorage.setItem(STORE, JSON.stringify(what)); } catch (e) { /* works until it is closed */ }
  }

  // serverTime is the server's clock as far as it is known.
  function serverTime() { return Date.now() + (known ? known.ahead : 0); }

  // ---- the server

  function look() {
    if (!key) { return; }
    var asked = Date.now();
    fetch("/api/v1/kiosk", { cache: "no-store", credentials: "omit", headers: { Authorization: "Bearer " + key } })
      .then(function (answer) {
        if (answer.status === 401) { forget(); return null; }
        return answer.ok ? answer.json() : null;
      })
      .then(function (said) {
        if (!said) { return; }
        var ahead = Date.parse(said.now) - (asked + Date.now()) / 2;
        keep({ counter: said.counter, slotKey: said.slot_key || "", ahead: isNaN(ahead) ? 0 : ahead });
        draw();
      })
      .catch(function () { /* off the network the screen goes on */ });
  }

  // forget ends the screen of a tablet that was revoked or never was one.
  function forget() {
    keep(null);
    $("setup-wrong").hidden = false;
    show("setup");
  }

  // ---- the screen

  function show(name) {
    ["wait", "setup", "code"].forEach(function (n) { $("screen-" + n).hidden = n !== name; });
  }

  function draw() {
    if (!known) { return; }
    $("unit").textContent = known.counter.unit_name;
    $("counter").textContent = known.counter.name;
    show("code");
    if (known.slotKey && SuaraLoket.canSign()) { drawSlot(); } else { drawPoster(); }
  }

  // drawSlot draws the code of this half minute, once, and what is left of it.
  function drawSlot() {
    var now = serverTime(), slot = SuaraLoket.slotOf(now);
    var left = (slot + 1) * SuaraLoket.SLOT - now;
    $("bar").style.transform = "scaleX(" + left / SuaraLoket.SLOT + ")";
    $("left").textContent = texts["display.left"].replace("{n}", String(Math.ceil(left / 1000)));
    var counter = known.counter.code, wanted = known.slotKey + counter + slot;
    if (shown === wanted) { return; }
    shown = wanted;
    SuaraLoket.slotCode(known.slotKey, counter, slot).then(function (code) {
      if (shown !== wanted) { return; } // the next one was faster
      var address = body.getAttribute("data-base") + "/r/" + counter + "?pass=" + code;
      place(SuaraLoket.qrSVG(address), address);
      $("timing").hidden = false;
      $("plain").hidden = true;
    });
  }

  // drawPoster shows the printed code where no other can be made.
  function drawPoster() {
    if (shown === "poster" + known.counter.code) { return; }
    shown = "poster" + known.counter.code;
    var picture = document.createElement("img");
    picture.src = "/qr/" + encodeURIComponent(known.counter.code) + ".svg";
    place(picture, "");
    $("timing").hidden = true;
    $("plain").hidden = false;
  }

  function place(picture, address) {
    var holder = $("code");
    holder.textContent = "";
    holder.appendChild(picture);
    holder.setAttribute("data-address", address);
  }

  // keepAwake asks that the screen stays on, where that can be asked.
  function keepAwake() {
    if (navigator.wakeLock && !document.hidden) { navigator.wakeLock.request("screen").catch(function () { /* it may go dark */ }); }
  }

  function connect() {
    key = deviceKey();
    show(!key ? "setup" : known ? "code" : "wait");
    draw();
    look();
  }

  document.addEventListener("visibilitychange", function () { if (!document.hidden) { draw(); look(); keepAwake(); } });
  window.addEventListener("online", look);
  window.addEventListener("hashchange", connect);
  window.addEventListener("contextmenu", function (e) { e.preventDefault(); });
  setInterval(function () { if (key) { draw(); } }, 250);
  setInterval(look, REFRESH);

  var key = "";
  connect();
  keepAwake();
})();
