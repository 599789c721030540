// The board of the staff corner: the queue, the refused ratings, and the state of the
// device. It shows only a rating's number, its time and the server's refusal.
import { byId, shown } from "./page.js";
import { t, say, unsay } from "./texts.js";
import { battery, storage, lacks, version } from "./vitals.js";
import { ago, moment, number, percent, size, span } from "./figures.js";

const LISTED = 50;   // refused ratings
const RIGHT = 2000;  // ms: a clock with a smaller error counts as right

const SHOWN = ["staff-name", "staff-where", "staff-waiting", "staff-oldest", "staff-refused-count", "staff-refused", "staff-refused-more", "staff-facts", "staff-lacks"];

export class Board {
  // parts: {queue, devices, clock, heartbeat}
  constructor(parts) {
    Object.assign(this, parts);
    this.turn = 0; // increases with each clear: results of an earlier turn are dropped
  }

  // draw reads and shows the current state. An unreadable store appears in the list of
  // missing features.
  async draw() {
    const [turn, device] = [this.turn, this.devices.current];
    const [room, charge, contact] = await Promise.all([storage(), battery(), this.heartbeat.contact().catch(() => 0)]);
    const [all, own, refused] = await Promise.all([this.queue.waiting(), this.queue.waiting(device), this.queue.refused()]).catch(() => []);
    if (turn !== this.turn) { return; }
    const kiosk = this.devices.known(device);
    byId("staff-name").textContent = kiosk.name || t("kiosk.staff.title");
    byId("staff-where").textContent = kiosk.counter ? kiosk.counter.name + " · " + kiosk.counter.unit_name : "";
    this.drawQueue(all ? all.count : 0, all ? all.oldest : null);
    this.drawRefused(refused || []);
    this.drawFacts([
      ["device", (device.id || "").slice(0, 8) || "–"],
      ["last", own ? number(own.seq) : "–"],
      ["contact", contact ? moment(contact) + " (" + ago(contact, this.clock.now()) + ")" : t("kiosk.staff.never")],
      ["version", version || "–"],
      ["battery", charge ? percent(charge.level) + (charge.charging ? " " + t("kiosk.staff.charging") : "") : t("kiosk.staff.untold")],
      ["storage", storageWords(room)],
      ["clock", this.clockWords()],
    ]);
    this.drawLacks(lacks(room, Boolean(all)));
  }

  // clear removes all contents from the page.
  clear() {
    this.turn += 1;
    SHOWN.forEach((id) => { byId(id).textContent = ""; });
  }

  drawQueue(count, oldest) {
    byId("staff-waiting").textContent = number(count);
    const given = oldest ? this.clock.given(oldest) : "";
    shown(["staff-oldest"], Boolean(oldest));
    byId("staff-oldest").textContent = oldest ? t("kiosk.staff.oldest", {
      seq: number(oldest.seq), moment: moment(given), span: span(this.clock.now() - Date.parse(given)),
    }) : "";
  }

  drawRefused(refused) {
    shown(["staff-quarantine"], refused.length > 0);
    byId("staff-refused-count").textContent = number(refused.length);
    fill("staff-refused", refused.slice(0, LISTED).map((rating) => {
      const line = document.createElement("li");
      line.appendChild(words("strong", t("kiosk.staff.number", { n: number(rating.seq) })));
      line.appendChild(words("span", moment(this.clock.given(rating))));
      line.appendChild(words("span", why(rating.verdict)));
      return line;
    }));
    shown(["staff-refused-more"], refused.length > LISTED);
    byId("staff-refused-more").textContent = refused.length > LISTED ? t("kiosk.staff.refused.more", { n: number(refused.length - LISTED) }) : "";
  }

  drawFacts(facts) {
    fill("staff-facts", facts.map(([name, value]) => {
      const row = document.createElement("div");
      row.appendChild(words("dt", t("kiosk.staff.fact." + name)));
      row.appendChild(words("dd", value));
      return row;
    }));
  }

  drawLacks(keys) {
    shown(["staff-lacks"], keys.length > 0);
    fill("staff-lacks", keys.map((key) => words("li", t(key))));
  }

  clockWords() {
    const skew = this.clock.skew;
    if (!this.clock.measured && !skew) { return t("kiosk.staff.clock.unmeasured"); }
    if (Math.abs(skew) < RIGHT) { return t("kiosk.staff.clock.right"); }
    return t(skew < 0 ? "kiosk.staff.clock.ahead" : "kiosk.staff.clock.behind", { span: span(skew) });
  }
}

function fill(id, elements) {
  byId(id).textContent = "";
  elements.forEach((element) => byId(id).appendChild(element));
}

function words(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function why(verdict) {
  const key = "kiosk.staff.code." + verdict.code;
  const known = t(key);
  return known !== key ? known : t("kiosk.staff.code.other", { status: verdict.status });
}

function storageWords(room) {
  const kept = "persisted" in room ? " · " + t(room.persisted ? "kiosk.staff.persisted" : "kiosk.staff.unpersisted") : "";
  if (!("used" in room)) { return t("kiosk.staff.untold") + kept; }
  return ("quota" in room ? t("kiosk.staff.storage", { used: size(room.used), quota: size(room.quota) }) : size(room.used) + " MB") + kept;
}

// report shows the result of a staff action; tone is "ok" or "warn", values replace the
// placeholders of the sentence.
export function report(key, tone, values) {
  const result = byId("staff-result");
  result.className = "notice notice-" + tone;
  say(result, key);
  if (values) {
    result.removeAttribute("data-t");
    result.textContent = t(key, values);
  }
  shown(["staff-result"], true);
  result.scrollIntoView({ block: "nearest" });
}

// unreport hides the report.
export function unreport() {
  unsay(byId("staff-result"));
  shown(["staff-result"], false);
}
