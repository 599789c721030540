// The staff corner: a hold on an idle screen and the tablet's PIN open it. When it closes,
// it leaves nothing on the page.
import { byId, onClick, shown } from "./page.js";
import { onSpeak, t } from "./texts.js";
import { screen, show } from "./screens.js";
import { Countdown } from "./countdown.js";
import { onHold } from "./hold.js";
import { Gate } from "./gate.js";
import { PinPad } from "./pinpad.js";
import { Board, unreport } from "./board.js";
import { Exporter } from "./export.js";
import { Errands } from "./errands.js";
import { SignOn } from "./signon.js";

const SILENCE = 60; // s without touches until it closes
const FRESH = 2000; // ms between updates of the queue
const REST = 400;   // ms after a change of panel in which touches still belong to the previous panel

const PANELS = ["unknown", "pin", "board", "people"];

export class Staff {
  // parts: {db, queue, devices, clock, net, sender, heartbeat, desk, resident,
  // update(device, kiosk)}
  constructor(parts) {
    Object.assign(this, parts);
    this.from = "";  // the screen before it opened
    this.at = "";    // the current panel
    this.since = 0;
    this.signing = false; // a sign-on is in progress
    this.gate = new Gate(parts.db);
    this.pad = new PinPad();
    this.board = new Board(parts);
    this.errands = new Errands(Object.assign({ exporter: new Exporter(parts) }, parts));
    this.signOn = new SignOn(Object.assign({
      pad: this.pad, onPicked: () => this.panel("pin"), onDone: () => this.close(),
    }, parts));
    this.countdown = new Countdown(() => this.close(), () => this.errands.busy || this.pad.resting, { clock: "staff-clock", bar: "staff-bar" });
    this.wire();
  }

  get open() { return screen() === "staff"; }

  // ---- opening and closing

  async enter() {
    this.from = screen();
    const kiosk = this.devices.known(this.devices.current);
    const rest = await this.gate.left();
    if (screen() !== this.from || !this.resident.free) { return; }
    this.signing = false;
    show("staff");
    this.countdown.start(SILENCE);
    if (!kiosk.pin) { this.panel("unknown"); return; }
    this.pad.ask({
      digits: kiosk.pin.length, title: () => t("kiosk.staff.pin.title"), help: () => t("kiosk.staff.pin.help"),
      check: (pin) => this.check(pin, kiosk.pin),
    }, rest);
    this.panel("pin");
  }

  async check(pin, right) {
    if (await this.gate.passes(pin === right)) {
      if (this.open) { await this.showBoard(); }
      return null;
    }
    const rest = await this.gate.left();
    return rest ? { rest } : { wrong: "kiosk.staff.pin.wrong" };
  }

  // close removes the contents from the page and returns to the previous screen.
  close() {
    if (!this.open) { return; }
    this.countdown.stop();
    this.at = "";
    this.pad.forget();
    this.board.clear();
    this.signOn.clear();
    unreport();
    if (this.desk.counter && ["faces", "pick", "wait"].includes(this.from)) { this.resident.start(); } else { show(this.from); }
    this.resident.onBack();
  }

  // ---- panels

  panel(name) {
    this.at = name;
    this.since = performance.now();
    PANELS.forEach((panel) => shown(["staff-" + panel], panel === name));
    shown(["staff-change"], name === "board");
    shown(["staff-back"], name === "people" || (name === "pin" && this.signing));
    byId("staff-" + name).querySelector("[tabindex='-1']").focus({ preventScroll: true });
  }

  async showBoard() {
    this.signing = false;
    await this.board.draw();
    if (this.open) { this.panel("board"); }
  }

  async showPeople() {
    this.signing = true;
    this.pad.forget();
    this.panel("people");
    await this.signOn.list();
  }

  back() { if (this.at === "pin") { this.showPeople(); } else { this.showBoard(); } }

  // ---- wiring

  wire() {
    onHold(byId("staff-hold"), () => this.resident.free && !this.open, () => this.enter());
    // A double tap counts once.
    byId("screen-staff").addEventListener("click", (e) => {
      if (performance.now() - this.since < REST) { e.stopPropagation(); }
    }, true);
    onClick("#staff-close", () => this.close());
    onClick("#staff-change", () => this.showPeople());
    onClick("#staff-back", () => this.back());
    onClick("#staff-send", () => this.errands.send().then(() => this.done()));
    onClick("#staff-again", () => this.errands.again().then(() => this.done()));
    onClick("#staff-save", () => this.errands.save().then(() => this.done()));
    onSpeak(() => { this.pad.draw(); this.refresh(); this.countdown.tick(); });
    ["pointerdown", "keydown"].forEach((name) => {
      document.addEventListener(name, () => { if (this.open) { this.countdown.extend(); } }, { passive: true });
    });
    document.addEventListener("keydown", (e) => { if (e.key === "Escape") { this.close(); } });
    setInterval(() => this.refresh(), FRESH);
  }

  // done is called after an errand. The corner may be closed by then.
  done() { if (this.open) { this.refresh(); } else { unreport(); } }

  refresh() { if (this.open && this.at === "board") { this.board.draw(); } }
}
