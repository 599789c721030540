// The sign-on of another officer: the list, the PIN, and the server's answer.
import { byId, shown } from "./page.js";
import { say, t, unsay } from "./texts.js";
import { person } from "./desk.js";

const DIGITS = 6;  // digits of an officer's PIN
const FEW = 20;    // officers that are listed without a filter by letter
const STYLES = /^((ibu|bapak|bpk|pak|bu|sdri?|drs?|dra|drg|ir|prof|hj?|mr|mrs|ms)\.? )+/i;
const SAID = ["pin_wrong", "pin_missing", "sign_in_too_fast", "too_fast", "officer_unknown"];

export class SignOn {
  // parts: {net, devices, pad, update(device, kiosk), onPicked(), onDone()}
  constructor(parts) {
    Object.assign(this, parts);
    this.turn = 0; // increases with each clear: an answer to an earlier turn is dropped
  }

  // list shows the officers of the counter's unit.
  async list() {
    this.clear();
    const turn = this.turn;
    this.say("kiosk.staff.loading");
    const answer = await this.ask("GET", "/api/v1/kiosk/officers");
    if (turn !== this.turn) { return; }
    const officers = answer && answer.ok && answer.body && answer.body.officers;
    if (!officers) { this.say(answer ? sentence(answer) : "kiosk.staff.officers.offline"); return; }
    shown(["staff-people-said"], officers.length === 0);
    if (!officers.length) { this.say("kiosk.staff.officers.none"); }
    if (officers.length > FEW) { this.drawLetters(officers); }
    this.drawPeople(officers);
  }

  clear() {
    this.turn += 1;
    ["staff-people-said", "staff-officers", "staff-letters"].forEach((id) => unsay(byId(id)));
    shown(["staff-people-said", "staff-letters"], false);
  }

  say(key) {
    say(byId("staff-people-said"), key);
    shown(["staff-people-said"], true);
  }

  drawPeople(officers) {
    byId("staff-officers").textContent = "";
    officers.forEach((officer) => byId("staff-officers").appendChild(person(officer, () => this.pick(officer))));
  }

  drawLetters(officers) {
    const row = byId("staff-letters");
    Array.from(new Set(officers.map(letter))).sort().forEach((initial) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "k-button";
      button.textContent = initial;
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        const on = button.getAttribute("aria-pressed") !== "true";
        Array.from(row.children).forEach((b) => b.setAttribute("aria-pressed", String(on && b === button)));
        this.drawPeople(on ? officers.filter((o) => letter(o) === initial) : officers);
      });
      row.appendChild(button);
    });
    shown(["staff-letters"], true);
  }

  pick(officer) {
    this.pad.ask({
      digits: DIGITS, title: () => officer.name, help: () => t("kiosk.staff.officer.pin"),
      check: (pin) => this.check(officer, pin),
    });
    this.onPicked();
  }

  async check(officer, pin) {
    const device = this.devices.current;
    const answer = await this.ask("POST", "/api/v1/kiosk/sign-on", { officer: officer.officer, pin });
    if (!answer) { return { wrong: "kiosk.staff.officers.offline" }; }
    if (!answer.ok || !answer.body || !answer.body.counter) { return { wrong: sentence(answer) }; }
    this.update(device, answer.body);
    this.onDone();
    return null;
  }

  ask(method, path, body) { return this.net.ask(method, path, this.devices.current.key, body).catch(() => null); }
}

// letter returns the first letter of the name without its title.
function letter(officer) { return officer.name.replace(STYLES, "").slice(0, 1).toUpperCase(); }

function sentence(answer) {
  return SAID.includes(answer.code) ? "kiosk.staff.said." + answer.code : "kiosk.staff.said.other";
}
