// One screen at a time, and one touch for each.
import { all } from "./page.js";

const REST = 400; // ms after a change of screen in which touches are echoes of the one before

let current = "wait";
let since = 0;
const listeners = [];

export function screen() { return current; }

// echo says that a touch was meant for the screen before.
export function echo() { return performance.now() - since < REST; }

// turned says that what is on the screen has changed as if it were another one.
export function turned() { since = performance.now(); }

// Presses that go on without a pause are one press, however long they go on.
["pointerdown", "keydown"].forEach((name) => {
  document.addEventListener(name, () => { if (echo()) { turned(); } }, true);
});

// onShow is told the names of the new screen and of the one before.
export function onShow(f) { listeners.push(f); }

export function show(name) {
  if (name === current) { return; }
  const before = current;
  current = name;
  turned();
  all("main.k-screen").forEach((m) => { m.hidden = m.id !== "screen-" + name; });
  const title = document.querySelector("#screen-" + name + " [tabindex='-1']");
  if (title) { title.focus({ preventScroll: true }); }
  listeners.forEach((f) => f(name, before));
}
