// No way out: what a browser does with gestures and keys beside touching leads nowhere.
// What no page can refuse stays with the device's own kiosk mode: closing a tab
// (Ctrl+W), the keys of the operating system, Esc out of the full screen.

const DEPTH = 4; // steps back in a row that lead nowhere
const FIELD = "input, textarea, select, [contenteditable]";
const EDITING = ["a", "c", "v", "x", "y", "z", "Backspace", "Delete", "Home", "End", "ArrowLeft", "ArrowRight"];
const AWAY = [
  "ContextMenu", "Help", "Print", "Find", "Open", "Save", "ZoomIn", "ZoomOut", "GoBack", "GoHome", "BrowserBack", "BrowserForward",
  "BrowserRefresh", "BrowserStop", "BrowserHome", "BrowserSearch", "BrowserFavorites", "LaunchMail", "LaunchApplication1", "LaunchApplication2",
];

// within gives what the selector finds at or around the place of an event; words are no element.
function within(e, selector) {
  const place = e.target.nodeType === Node.TEXT_NODE ? e.target.parentNode : e.target;
  return place.closest ? place.closest(selector) : null;
}

function inField(e) { return Boolean(within(e, FIELD)); }

// on listens before everybody else, and may refuse.
function on(names, f) {
  names.split(" ").forEach((name) => window.addEventListener(name, f, { capture: true, passive: false }));
}

function refuse(e) { e.preventDefault(); }

// ---- back

// There are always some steps to go back inside this page, and each is taken again.
// They are made by touches, since a browser passes over those that nobody's touch has
// made; to go forward again makes none.
function fill() {
  for (let step = depth() + 1; step <= DEPTH; step++) {
    history.pushState({ step }, "", location.pathname + location.search);
  }
}

function depth() { return (history.state && history.state.step) || 0; }

function guardBack() {
  fill();
  on("pointerup touchend click keydown", fill);
  on("popstate", () => { if (depth() < DEPTH) { history.go(DEPTH - depth()); } });
  on("mousedown mouseup", (e) => { if (e.button > 2) { e.preventDefault(); } });
}

// ---- keys

// leadsAway says whether a key does something with the browser rather than the page.
function leadsAway(e) {
  if (/^F\d+$/.test(e.key) || AWAY.includes(e.key)) { return true; }
  if (e.getModifierState && e.getModifierState("AltGraph")) { return false; }
  if (e.altKey || e.metaKey) { return true; }
  const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  if (e.ctrlKey) { return !(inField(e) && EDITING.includes(key)); }
  return key === "Backspace" && !inField(e);
}

// ---- touches and pictures

// leaves says whether a link leads away; a file that staff take along does not.
function leaves(e) {
  const link = within(e, "a[href]");
  return Boolean(link) && !link.hasAttribute("download");
}

function guardTouches() {
  on("contextmenu dragstart dragover drop gesturestart gesturechange", refuse);
  on("selectstart", (e) => { if (!inField(e)) { e.preventDefault(); } });
  on("wheel", (e) => { if (e.ctrlKey) { e.preventDefault(); } });
  on("click auxclick", (e) => { if (leaves(e)) { e.preventDefault(); } });
}

// ---- the whole screen, and light

let wanted = true; // the whole screen is to be asked for with the next touch
let lock = null;   // what keeps the screen from going dark

function fillScreen() {
  const page = document.documentElement;
  const ask = page.requestFullscreen || page.webkitRequestFullscreen;
  if (navigator.userActivation && !navigator.userActivation.isActive) { return; } // two fingers, say
  if (!wanted || !ask || document.fullscreenElement || window.matchMedia("(display-mode: fullscreen)").matches) { return; }
  wanted = false;
  try {
    const asked = ask.call(page, { navigationUI: "hide" });
    if (asked && asked.catch) { asked.catch(() => {}); }
  } catch (e) { /* goes on in its window */ }
}

async function stayAwake() {
  if (lock || document.hidden || !navigator.wakeLock) { return; }
  lock = "asked";
  try {
    lock = await navigator.wakeLock.request("screen");
    lock.addEventListener("release", () => { lock = null; });
  } catch (e) {
    lock = null; // the battery is low, say
  }
}

// A mouse is no tablet's: whoever looks at the page on a desk keeps the window.
function guardScreen() {
  on("touchend", fillScreen);
  on("click", stayAwake);
  document.addEventListener("visibilitychange", () => {
    wanted = wanted || !document.hidden;
    stayAwake();
  });
  document.addEventListener("fullscreenchange", () => { wanted = !document.fullscreenElement; });
}

// startGuards is called once the key is out of the address: the steps back keep the address.
export function startGuards() {
  guardBack();
  on("keydown", (e) => { if (leadsAway(e)) { e.preventDefault(); } });
  guardTouches();
  guardScreen();
}
