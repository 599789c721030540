// The texts of the tablet in the person's language.
import { byId, all } from "./page.js";

const texts = JSON.parse(byId("texts").textContent);
const listeners = [];
const asked = new URLSearchParams(location.search).get("lang");

// home is the language for the next person.
export const home = asked && texts[asked] ? asked : document.documentElement.lang;

let lang = document.documentElement.lang;

export function language() { return lang; }

// t returns a text; values replace {name}.
export function t(key, values) {
  const text = texts[lang][key] || texts[home][key] || key;
  return Object.keys(values || {}).reduce((s, name) => s.split("{" + name + "}").join(values[name]), text);
}

// textIn returns a text in a language, independent of the current one.
export function textIn(key, code) { return texts[code][key] || texts[home][key] || key; }

// say shows a text that changes with the language.
export function say(element, key) {
  element.setAttribute("data-t", key);
  element.textContent = t(key);
}

// unsay removes such a text.
export function unsay(element) {
  element.removeAttribute("data-t");
  element.textContent = "";
}

export function onSpeak(f) { listeners.push(f); }

export function speak(code) {
  lang = code;
  document.documentElement.lang = code;
  document.title = t("kiosk.title") + " · " + t("product.name");
  all("[data-t]").forEach((e) => { e.textContent = t(e.getAttribute("data-t")); });
  all("[data-lang]").forEach((b) => b.setAttribute("aria-pressed", String(b.getAttribute("data-lang") === code)));
  listeners.forEach((f) => f(code));
}
