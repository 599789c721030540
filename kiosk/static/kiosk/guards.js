// Blocks the browser's gestures and keys that leave the page. The device's kiosk mode has
// to block what no page can: closing a tab (Ctrl+W), the keys of the operating system, and
// Esc in full screen.

const DEPTH = 4; // history entries to absorb repeated steps back
const FIELD = "input, textarea, select, [contenteditable]";
const EDITING = ["a", "c", "v", "x", "y", "z", "Backspace", "Delete", "Home", "End", "ArrowLeft", "ArrowRight"];
const AWAY = [
  "ContextMenu", "Help", "Print", "Find", "Open", "Save", "ZoomIn", "ZoomOut", "GoBack", "GoHome", "BrowserBack", "BrowserForward",
  "BrowserRefresh", "BrowserStop", "BrowserHome", "BrowserSearch", "BrowserFavorites", "LaunchMail", "LaunchApplication1", "LaunchApplication2",
];

// within returns the closest match of the selector at the target of an event. A text node
// is not an element.
function within(e, selector) {
  const place = e.target.nodeType === Node.TEXT_NODE ? e.target.parentNode : e.target;
  return place.closest ? place.closest(selector) : null;
}

function inField(e) { return Boolean(within(e, FIELD)); }

// on listens in the capture phase, before other listeners, and may cancel the event.
function on(names, f) {
  names.split(" ").forEach((name) => window.addEventListener(name, f, { capture: true, passive: false }));
}

function refuse(e) { e.preventDefault(); }

// ---- back

// The history always has some entries of this page, and a step back adds a new one. Touches
// add them, because browsers skip entries without a user gesture. A step forward adds none.
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

// leadsAway reports whether a key acts on the browser instead of the page.
function leadsAway(e) {
  if (/^F\d+$/.test(e.key) || AWAY.includes(e.key)) { return true; }
  if (e.getModifierState && e.getModifierState("AltGraph")) { return false; }
  if (e.altKey || e.metaKey) { return true; }
  const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  if (e.ctrlKey) { return !(inField(e) && EDITING.includes(key)); }
  return key === "Backspace" && !inField(e);
}

// ---- touches and pictures

// leaves reports whether a link leaves the page; a download of staff does not.
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

// ---- full screen and wake lock

let wanted = true; // the next touch requests full screen
let lock = null;   // the wake lock

function fillScreen() {
  const page = document.documentElement;
  const ask = page.requestFullscreen || page.webkitRequestFullscreen;
  if (navigator.userActivation && !navigator.userActivation.isActive) { return; } // for example two fingers
  if (!wanted || !ask || document.fullscreenElement || window.matchMedia("(display-mode: fullscreen)").matches) { return; }
  wanted = false;
  try {
    const asked = ask.call(page, { navigationUI: "hide" });
    if (asked && asked.catch) { asked.catch(() => {}); }
  } catch (e) { /* stays in its window */ }
}

async function stayAwake() {
  if (lock || document.hidden || !navigator.wakeLock) { return; }
  lock = "asked";
  try {
    lock = await navigator.wakeLock.request("screen");
    lock.addEventListener("release", () => { lock = null; });
  } catch (e) {
    lock = null; // for example with a low battery
  }
}

// A mouse does not belong to a tablet: on a computer the page stays in its window.
function guardScreen() {
  on("touchend", fillScreen);
  on("click", stayAwake);
  document.addEventListener("visibilitychange", () => {
    wanted = wanted || !document.hidden;
    stayAwake();
  });
  document.addEventListener("fullscreenchange", () => { wanted = !document.fullscreenElement; });
}

// startGuards is called after the key is removed from the address, because the history
// entries keep the address.
export function startGuards() {
  guardBack();
  on("keydown", (e) => { if (leadsAway(e)) { e.preventDefault(); } });
  guardTouches();
  guardScreen();
}
