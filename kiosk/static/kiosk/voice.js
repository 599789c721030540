// Dengarkan: what is asked on the screen and what may be answered is read aloud.
import { all, byId } from "./page.js";
import { language, onSpeak, textIn } from "./texts.js";
import { screen, onShow } from "./screens.js";
import { Voice } from "./speech.js";

const voice = new Voice(JSON.parse(byId("prompts").textContent), textIn);

// speaking says that the tablet is reading to somebody.
export function speaking() { return voice.speaking; }

// hush stops reading at once.
export function hush() { voice.hush(); }

// part is what is read of the screen: of the full survey the one question.
function part() { return byId("survey").hidden ? byId("screen-" + screen()) : byId("survey"); }

// offer shows the button where there is something to hear.
function offer() {
  byId("listen").hidden = !voice.can(language()) || all("[data-say]", byId("screen-" + screen())).length === 0;
}

// startVoice wires the button; closed() says that the screen asks about the unit alone.
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
