// One screen at a time.
import { all } from "./page.js";

const REST = 400; // ms after a change of screen in which touches are echoes of the one before

let current = "wait";
let since = 0;
const listeners = [];

export function screen() { return current; }

// echo says that a touch was meant for the screen before.
export function echo() { return performance.now() - since < REST; }

// onShow is told the names of the new screen and of the one before.
export function onShow(f) { listeners.push(f); }

export function show(name) {
  if (name === current) { return; }
  const before = current;
  current = name;
  since = performance.now();
  all("main.k-screen").forEach((m) => { m.hidden = m.id !== "screen-" + name; });
  const title = document.querySelector("#screen-" + name + " [tabindex='-1']");
  if (title) { title.focus({ preventScroll: true }); }
  listeners.forEach((f) => f(name, before));
}
