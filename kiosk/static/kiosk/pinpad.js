// A PIN on large keys or a keyboard. The last digit submits it.
import { all, byId, shown } from "./page.js";
import { t, say, unsay } from "./texts.js";

export class PinPad {
  constructor() {
    this.asks = null; // the current question, see ask
    this.typed = "";
    this.rests = 0;   // performance.now() at the end of the wait
    this.busy = false;
    all("[data-digit]").forEach((key) => key.addEventListener("click", () => this.type(key.getAttribute("data-digit"))));
    byId("staff-erase").addEventListener("click", () => this.erase());
    document.addEventListener("keydown", (e) => this.key(e));
    setInterval(() => { if (this.rests) { this.draw(); } }, 250);
  }

  // ask starts a new question. asks: {digits, title(), help(), check(pin)}. check resolves
  // with {wrong}, the text key of an error, with {rest}, the ms to wait, or with nothing
  // for the right PIN.
  ask(asks, rest) {
    this.asks = asks;
    this.typed = "";
    this.tell({ rest });
  }

  // forget removes the question and the typed digits.
  forget() {
    this.asks = null;
    this.typed = "";
    this.rests = 0;
    ["staff-pin-title", "staff-pin-help", "staff-pin-wrong"].forEach((id) => unsay(byId(id)));
    shown(["staff-pin-wrong"], false);
    this.dots();
  }

  get resting() { return this.rests > 0; }

  tell(answer) {
    this.rests = answer.rest ? performance.now() + answer.rest : 0;
    shown(["staff-pin-wrong"], Boolean(answer.wrong || answer.rest));
    if (answer.wrong) { say(byId("staff-pin-wrong"), answer.wrong); }
    this.draw();
  }

  draw() {
    if (!this.asks) { return; }
    const left = this.rests - performance.now();
    if (this.rests && left <= 0) {
      this.rests = 0;
      shown(["staff-pin-wrong"], false);
    }
    if (this.rests) {
      byId("staff-pin-wrong").removeAttribute("data-t");
      byId("staff-pin-wrong").textContent = t("kiosk.staff.pin.rest", { n: Math.ceil(left / 1000) });
    }
    byId("staff-pin-title").textContent = this.asks.title();
    byId("staff-pin-help").textContent = this.asks.help();
    all("#staff-pad button").forEach((key) => { key.disabled = Boolean(this.rests); });
    this.dots();
  }

  dots() {
    const digits = this.asks ? this.asks.digits : 0;
    const dots = byId("staff-dots");
    dots.setAttribute("aria-label", digits ? t("kiosk.staff.pin.typed", { n: this.typed.length, m: digits }) : "");
    while (dots.children.length > digits) { dots.removeChild(dots.lastChild); }
    while (dots.children.length < digits) { dots.appendChild(document.createElement("i")); }
    Array.from(dots.children).forEach((dot, i) => dot.classList.toggle("k-pin-typed", i < this.typed.length));
  }

  key(e) {
    if (!this.asks || e.ctrlKey || e.altKey || e.metaKey) { return; }
    if (/^[0-9]$/.test(e.key)) { this.type(e.key); }
    if (e.key === "Backspace") { this.erase(); }
  }

  erase() {
    if (this.busy) { return; }
    this.typed = this.typed.slice(0, -1);
    this.dots();
  }

  async type(digit) {
    const asks = this.asks;
    if (!asks || this.busy || this.rests || this.typed.length >= asks.digits) { return; }
    this.typed += digit;
    shown(["staff-pin-wrong"], false);
    this.dots();
    if (this.typed.length < asks.digits) { return; }
    this.busy = true;
    byId("staff-pad").classList.add("busy");
    const answer = await asks.check(this.typed);
    this.busy = false;
    byId("staff-pad").classList.remove("busy");
    if (this.asks !== asks) { return; }
    this.typed = "";
    if (answer) { this.tell(answer); } else { this.forget(); }
  }
}
