// The tablet: who is on duty, four faces, thanks, and back for the next person.
(function () {
  "use strict";

  var REFRESH = 20000; // ms between looks at who is on duty
  var SILENCE = 20;    // s of silence until the screen goes back
  var AFTER_DONE = 5;  // s after Selesai
  var REST = 400;      // ms after a change of screen in which touches are echoes

  var texts = JSON.parse(document.getElementById("texts").textContent);
  var fits = JSON.parse(document.getElementById("fits").textContent);
  var home = document.documentElement.lang;
  var lang = home;
  var counter = null;   // what the public may know of it
  var picked = null;    // {officer, name, photo_url} or null
  var current = null;   // the outbox item of the person before us
  var said = {};        // what this person has added
  var screen = "wait";
  var since = 0;        // when the screen last changed
  var ends = 0;         // when it goes back by itself
  var span = SILENCE;
  var outbox = null;
  var voice = new SuaraLoket.Voice(JSON.parse(document.getElementById("prompts").textContent), function (key, of) { return texts[of][key] || key; });

  function $(id) { return document.getElementById(id); }
  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }
  function t(key) { return (texts[lang] && texts[lang][key]) || texts[home][key] || key; }
  function keep(name, value) { try { localStorage.setItem("suaraloket." + name, value); } catch (e) { /* works without */ } }
  function kept(name) { try { return localStorage.getItem("suaraloket." + name) || ""; } catch (e) { return ""; } }
  function echo() { return Date.now() - since < REST; }

  // ---- screens

  function show(name) {
    if (name === screen) { return; }
    screen = name;
    since = Date.now();
    all("main.k-screen").forEach(function (m) { m.hidden = m.id !== "screen-" + name; });
    var title = document.querySelector("#screen-" + name + " [tabindex='-1']");
    if (title) { title.focus({ preventScroll: true }); }
    voice.hush();
  }

  // start shows what a new person sees: nothing of the one before.
  function start() {
    current = null;
    said = {};
    picked = null;
    ends = 0;
    span = SILENCE;
    $("screen-after").classList.remove("k-bye");
    $("extra").reset();
    $("extra").hidden = false;
    $("again").hidden = true;
    noting(false);
    $("receipt").textContent = "";
    $("extra").scrollTop = 0;
    all("#thanks [data-face]").forEach(function (f) { f.hidden = true; });
    speak(home);
    if (!counter) { show("wait"); return; }
    if (counter.on_duty.length > 1) { show("pick"); return; }
    picked = counter.on_duty[0] || null;
    faces();
  }

  function faces() {
    draw();
    show("faces");
  }

  function speak(code) {
    if (code !== lang) { voice.hush(); }
    lang = code;
    document.documentElement.lang = code;
    all("[data-t]").forEach(function (e) { e.textContent = t(e.getAttribute("data-t")); });
    all("[data-lang]").forEach(function (b) { b.setAttribute("aria-pressed", String(b.getAttribute("data-lang") === code)); });
    $("listen").hidden = !voice.can(lang);
    draw();
    tick();
  }

  // draw fills in the counter and the officer.
  function draw() {
    if (!counter) { return; }
    $("unit").textContent = counter.unit_name;
    var service = counter.services.length === 1 ? " · " + counter.services[0].name : "";
    $("photo").hidden = !(picked && picked.photo_url);
    if (picked && picked.photo_url) { $("photo").src = picked.photo_url; }
    $("officer").textContent = picked ? picked.name : counter.name;
    $("desk").textContent = picked ? counter.name + service
      : counter.open ? counter.unit_name : t("kiosk.nobody");
    $("other").hidden = counter.on_duty.length < 2;
    $("screen-faces").classList.toggle("k-several", counter.on_duty.length > 1);
    $("phone").hidden = false;
    var code = "/qr/" + encodeURIComponent(counter.code) + ".svg";
    if ($("phone-code").getAttribute("src") !== code) { $("phone-code").src = code; }
    drawPeople();
  }

  function drawPeople() {
    var people = $("people");
    var names = counter.on_duty.map(function (d) { return d.officer; }).join(" ");
    if (people.getAttribute("data-people") === names) { return; }
    people.setAttribute("data-people", names);
    people.textContent = "";
    counter.on_duty.forEach(function (duty) {
      var button = document.createElement("button");
      var photo = document.createElement("img");
      button.type = "button";
      button.className = "k-person";
      photo.className = "portrait";
      photo.alt = "";
      photo.src = duty.photo_url;
      button.appendChild(photo);
      button.appendChild(document.createTextNode(duty.name));
      button.addEventListener("click", function () { pick(duty); });
      people.appendChild(button);
    });
  }

  function pick(duty) {
    if (screen !== "pick" || echo()) { return; }
    picked = duty;
    touch();
    faces();
  }

  // ---- one tap is a complete rating

  function rate(value) {
    if (screen !== "faces" || echo() || current) { return; }
    var seq = (Number(kept("seq")) || 0) + 1;
    keep("seq", String(seq));
    var post = { id: SuaraLoket.newID(), counter: counter.code, value: value, rated_at: new Date().toISOString(), seq: seq, lang: lang };
    if (picked) { post.officer = picked.officer; }
    else if (counter.on_duty.length > 1) { post.officer = "-"; }
    if (counter.services.length === 1) { post.service = counter.services[0].code; }
    current = outbox.add(post);
    $("receipt").textContent = SuaraLoket.receiptOf(post.id);
    $("change").hidden = false;
    $("done").hidden = false;
    $("extend").hidden = false;
    $("thanks-title").setAttribute("data-t", "kiosk.thanks");
    faced(value);
    span = SILENCE;
    touch();
    show("after");
  }

  // faced shows the face that is recorded and the reasons that fit it.
  function faced(value) {
    $("thanks").className = "k-thanks tint-" + value;
    all("#thanks [data-face]").forEach(function (f) { f.hidden = f.getAttribute("data-face") !== String(value); });
    all("[data-reason]").forEach(function (chip) {
      var fitting = fits[value].indexOf(chip.getAttribute("data-reason")) >= 0;
      chip.hidden = !fitting;
      if (!fitting) { chip.querySelector("input").checked = false; }
    });
    all("[data-again]").forEach(function (b) { b.setAttribute("aria-pressed", String(b.getAttribute("data-again") === String(value))); });
    $("thanks-title").textContent = t($("thanks-title").getAttribute("data-t"));
  }

  function changeFace(value) {
    if (!current || span !== SILENCE) { return; }
    Object.assign(said, { value: value, reasons: reasons(value) });
    outbox.amend(current, said);
    $("thanks-title").setAttribute("data-t", "kiosk.changed");
    faced(value);
    askAgain(false);
  }

  function askAgain(asking) {
    $("again").hidden = !asking;
    $("extra").hidden = asking;
    $("change").hidden = asking;
  }

  function reasons(value) {
    return all("[data-reason] input").filter(function (i) {
      return i.checked && fits[value].indexOf(i.value) >= 0;
    }).map(function (i) { return i.value; });
  }

  function added(event) {
    if (!current || span !== SILENCE) { return; }
    var input = event.target;
    if (input.id === "note") {
      noting(input.checked);
      if (input.checked) { $("comment").focus(); atNote(); return; }
      if (said.comment === undefined) { return; }
      $("comment").value = "";
      said.comment = "";
    } else if (input.id === "comment") {
      said.comment = input.value;
    } else if (input.type === "radio") {
      said.answers = Object.assign({}, said.answers);
      said.answers[input.name] = Number(input.value);
    } else if (input.name === "reasons") {
      said.reasons = reasons(shownValue());
    }
    outbox.amend(current, said);
  }

  // noting opens or closes the box for a note; where room is scarce the style
  // sheet puts the questions away meanwhile.
  function noting(open) {
    $("comment-box").hidden = !open;
    $("extra").classList.toggle("k-noting", open);
  }

  // atNote keeps the whole box in sight, also when a keyboard comes up.
  function atNote() {
    if (!$("comment-box").hidden) { $("comment-box").scrollIntoView({ block: "end" }); }
  }

  function shownValue() {
    var face = document.querySelector("#thanks [data-face]:not([hidden])");
    return Number(face.getAttribute("data-face"));
  }

  function done() {
    if (!current || span !== SILENCE) { return; }
    outbox.close(current);
    span = AFTER_DONE;
    ends = Date.now() + span * 1000;
    // From here on the next person may be looking: the choice is put away.
    $("screen-after").classList.add("k-bye");
    $("thanks").className = "k-thanks";
    all("#thanks [data-face]").forEach(function (f) { f.hidden = true; });
    $("thanks-title").setAttribute("data-t", "kiosk.bye");
    $("thanks-title").textContent = t("kiosk.bye");
    ["extra", "again"].forEach(function (id) { $(id).hidden = true; });
    ["change", "done", "extend"].forEach(function (id) { $(id).hidden = true; });
    $("thanks-title").focus({ preventScroll: true });
    tick();
  }

  // ---- the way back

  function touch() {
    if (span !== SILENCE) { return; }
    ends = Date.now() + span * 1000;
    tick();
  }

  function tick() {
    if (!ends || ["faces", "pick", "after"].indexOf(screen) < 0) { return; }
    if (voice.speaking && span === SILENCE) { ends = Date.now() + span * 1000; }
    var left = Math.max(0, ends - Date.now());
    if (left === 0) {
      if (current) { outbox.close(current); }
      start();
      look();
      return;
    }
    $("clock").textContent = t("kiosk.back").replace("{n}", String(Math.ceil(left / 1000)));
    $("bar").style.transform = "scaleX(" + left / (span * 1000) + ")";
  }

  // ---- reading aloud

  // readAloud reads what is asked on the screen and what may be answered. As long as
  // it speaks, the screen stays.
  function readAloud() {
    var keys = all("#screen-" + screen + " [data-say]").filter(function (e) { return e.offsetParent; })
      .map(function (e) { return e.getAttribute("data-t"); });
    if (screen === "faces" && !counter.open) { keys.unshift("kiosk.nobody"); }
    voice.speak(keys, lang);
  }

  // ---- the server

  async function look() {
    if (!outbox) { return; }
    try {
      var answer = await fetch("/api/v1/kiosk", { cache: "no-store", credentials: "omit", headers: { Authorization: "Bearer " + outbox.key } });
      if (answer.status === 401) { unknown(); return; }
      if (!answer.ok) { return; }
      counter = (await answer.json()).counter;
    } catch (e) {
      return; // off the network nothing changes for the resident
    }
    keep("counter", JSON.stringify(counter));
    if (screen === "wait" || screen === "setup" || ((screen === "faces" || screen === "pick") && !ends)) { start(); }
  }

  function unknown() {
    if (current) { return; }
    $("setup-wrong").hidden = false;
    counter = null;
    show("setup");
  }

  function connect(key) {
    keep("key", key);
    $("setup-wrong").hidden = true;
    if (outbox) { outbox.key = key; outbox.until = 0; } else { outbox = new SuaraLoket.Outbox(key, unknown); }
    try { counter = JSON.parse(kept("counter")) || null; } catch (e) { counter = null; }
    if (counter) { start(); } else { show("wait"); }
    look();
    outbox.flush();
  }

  // ---- wiring

  all("[data-value]").forEach(function (b) { b.addEventListener("click", function () { rate(Number(b.getAttribute("data-value"))); }); });
  all("[data-again]").forEach(function (b) { b.addEventListener("click", function () { changeFace(Number(b.getAttribute("data-again"))); }); });
  all("[data-lang]").forEach(function (b) { b.addEventListener("click", function () { speak(b.getAttribute("data-lang")); }); });
  $("unsure").addEventListener("click", function () { if (!echo()) { picked = null; touch(); faces(); } });
  $("other").addEventListener("click", function () { if (!echo()) { start(); } });
  $("change").addEventListener("click", function () { if (!echo()) { askAgain(true); } });
  $("keep").addEventListener("click", function () { askAgain(false); });
  $("done").addEventListener("click", function () { if (!echo()) { done(); } });
  $("listen").addEventListener("click", readAloud);
  $("extra").addEventListener("change", function (e) { if (e.target.id !== "comment") { added(e); } });
  $("extra").addEventListener("input", function (e) { if (e.target.id === "comment") { added(e); } });
  $("extra").addEventListener("submit", function (e) { e.preventDefault(); });
  $("extra").addEventListener("click", function (e) { if (echo()) { e.preventDefault(); } }, true);
  $("phone-code").addEventListener("error", function () { $("phone").hidden = true; });
  $("setup").addEventListener("submit", function (e) {
    e.preventDefault();
    connect($("key").value.trim());
    $("key").value = "";
  });
  ["pointerdown", "touchstart", "keydown", "input"].forEach(function (name) { document.addEventListener(name, touch, { passive: true }); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { look(); if (outbox) { outbox.flush(); } } });
  window.addEventListener("online", function () { if (outbox) { outbox.until = 0; outbox.flush(); } look(); });
  window.addEventListener("resize", atNote);
  window.addEventListener("contextmenu", function (e) { e.preventDefault(); });
  if (window.speechSynthesis) { speechSynthesis.onvoiceschanged = function () { $("listen").hidden = !voice.can(lang); }; }
  setInterval(tick, 250);
  setInterval(look, REFRESH);

  // The key comes once, in the fragment, which no server sees; from then on it is
  // the tablet's own.
  function given() {
    var key = new URLSearchParams(location.hash.slice(1)).get("key");
    if (!key) { return ""; }
    history.replaceState(null, "", location.pathname);
    return key;
  }
  window.addEventListener("hashchange", function () { var key = given(); if (key) { connect(key); } });

  speak(home);
  var key = given() || kept("key");
  if (key) { connect(key); } else { show("setup"); }
})();
