// The button Dengarkan: it reads the question and the answers of the screen aloud.
import { all, byId } from "./page.js";
import { language, onSpeak, textIn } from "./texts.js";
import { screen, onShow } from "./screens.js";
import { Voice } from "./speech.js";

const voice = new Voice(JSON.parse(byId("prompts").textContent), textIn);

// speaking reports whether the tablet is reading aloud.
export function speaking() { return voice.speaking; }

// hush stops reading at once.
export function hush() { voice.hush(); }

// part returns the element to read: the screen, or the current question of the full survey.
function part() { return byId("survey").hidden ? byId("screen-" + screen()) : byId("survey"); }

// offer shows the button if the screen has something to read.
function offer() {
  byId("listen").hidden = !voice.can(language()) || all("[data-say]", byId("screen-" + screen())).length === 0;
}

// startVoice wires the button; closed() is true when no officer is on duty.
export function startVoice(closed) {
  byId("listen").addEventListener("click", () => {
    const keys = all("[data-say]", part()).filter((e) => e.offsetParent).map((e) => e.getAttribute("data-t"));
    if (screen() === "faces" && closed()) { keys.unshift("kiosk.nobody"); }
    voice.speak(keys, language());
  });
  onSpeak(() => { voice.hush(); offer(); });
  onShow(() => { voice.hush(); offer(); });
  if (window.speechSynthesis) { speechSynthesis.onvoiceschanged = offer; }
}
