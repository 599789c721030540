// Shows one screen at a time, and accepts one touch for each.
import { all } from "./page.js";

const REST = 400; // ms after a change of screen in which touches still belong to the previous screen

let current = "wait";
let since = 0;
const listeners = [];

export function screen() { return current; }

// echo reports whether a touch was meant for the previous screen.
export function echo() { return performance.now() - since < REST; }

// turned treats a change of the contents as a change of the screen.
export function turned() { since = performance.now(); }

// Repeated presses without a pause count as one press.
["pointerdown", "keydown"].forEach((name) => {
  document.addEventListener(name, () => { if (echo()) { turned(); } }, true);
});

// onShow calls f with the names of the new and the previous screen.
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
