// The resident's steps: pick an officer if needed, touch a face, see the thanks, and return
// to the start.
import { byId, onClick, shown } from "./page.js";
import { home, language, speak, say, onSpeak } from "./texts.js";
import { screen, show, echo } from "./screens.js";
import { Countdown } from "./countdown.js";
import { newID } from "./ids.js";
import { speaking } from "./voice.js";
import { Survey } from "./survey.js";
import * as thanks from "./thanks.js";

const SILENCE = 20;     // s without touches until the screen returns to the start
const AFTER_DONE = 5;   // s after the button Selesai
const GIVE_UP = 60;     // s during which a rating that could not be stored is retried
const TRY_AGAIN = 5000; // ms between these tries

export class Resident {
  // parts: {desk, keeper, rest, onBack()}; onBack is called when the next person may rate.
  constructor(parts) {
    Object.assign(this, parts);
    this.countdown = new Countdown(() => this.leave(), speaking);
    this.survey = new Survey({
      adding: () => this.adding && !this.busy,
      answered: (slug, value) => this.answer(slug, value),
      described: (field, value) => this.add({ respondent: Object.assign({}, this.said.respondent, { [field]: value }) }),
    });
    this.forget();
    this.wire();
  }

  forget() {
    this.picked = null;  // the officer, null for none
    this.rating = null;  // this person's rating
    this.unkept = null;  // a rating that is not stored yet
    this.said = {};      // this person's additions
    this.busy = false;
  }

  // free: no resident is using the tablet; idle: it is also ready for the next one.
  get free() { return !this.busy && !this.countdown.runs && !this.rating && !this.unkept; }
  get idle() { return this.free && ["wait", "faces", "pick"].includes(screen()); }

  // start shows the first screen, without anything of the previous person.
  start() {
    this.countdown.stop();
    this.forget();
    this.survey.clear();
    thanks.clear();
    speak(home);
    SuaraLoket.look.reset();
    if (!this.desk.counter) { show("wait"); return; }
    this.desk.drawPeople((duty) => this.pick(duty));
    if (this.desk.onDuty().length > 1) { show("pick"); return; }
    this.picked = this.desk.onDuty()[0] || null;
    this.faces();
  }

  leave() {
    if (this.rating) { this.keeper.close(this.rating).catch(() => {}); }
    this.start();
    this.onBack();
  }

  faces() {
    this.desk.draw(this.picked);
    show("faces");
  }

  // choose sets another language for this person only.
  choose(lang) {
    if (!this.countdown.runs && ["faces", "pick"].includes(screen())) { this.countdown.start(SILENCE); }
    speak(lang);
  }

  pick(duty) {
    if (screen() !== "pick" || echo()) { return; }
    this.picked = duty;
    this.countdown.start(SILENCE);
    this.faces();
  }

  // ---- one tap is a complete rating

  rate(value) {
    if (screen() !== "faces" || echo() || this.busy) { return; }
    if (this.rest.left > 0) { this.rest.hold(); return; }
    this.given = performance.now();
    this.unkept = this.keeper.stamped(this.post(value));
    this.keep();
  }

  post(value) {
    const counter = this.desk.counter;
    const post = { id: newID(), counter: counter.code, value, lang: language() };
    if (this.picked) { post.officer = this.picked.officer; }
    else if (this.desk.onDuty().length > 1) { post.officer = "-"; }
    if (counter.services.length === 1) { post.service = counter.services[0].code; }
    return post;
  }

  async keep() {
    if (this.busy || !this.unkept) { return; }
    const given = this.unkept;
    this.busy = true;
    document.body.classList.add("k-keeping");
    try {
      const rating = await this.keeper.keep(given);
      if (this.unkept === given) { this.thank(rating); }
    } catch (e) {
      if (this.unkept === given) { this.apologise(); }
    }
    document.body.classList.remove("k-keeping");
    this.busy = false;
  }

  thank(rating) {
    this.unkept = null;
    this.rating = rating;
    this.rest.begin(this.given);
    thanks.thank(rating);
    show("after");
    this.countdown.start(SILENCE);
  }

  // apologise shows that the rating is not stored yet, and keeps trying.
  apologise() {
    if (screen() !== "unsaved") { this.countdown.start(GIVE_UP, true); }
    show("unsaved");
    const given = this.unkept;
    setTimeout(() => { if (this.unkept === given) { this.keep(); } }, TRY_AGAIN);
  }

  // ---- additions

  get adding() { return this.rating && screen() === "after" && !this.countdown.firm; }

  async add(change) {
    Object.assign(this.said, change);
    try {
      await this.keeper.amend(this.rating, this.said);
    } catch (e) {
      shown(["unkept"], true);
    }
  }

  answer(slug, value) { return this.add({ answers: Object.assign({}, this.said.answers, { [slug]: value }) }); }

  changeFace(value) {
    if (!this.adding) { return; }
    this.add({ value, reasons: thanks.reasonsFor(value) });
    say(byId("thanks-title"), "kiosk.changed");
    thanks.showFace(value);
    thanks.askFace(false);
  }

  added(input) {
    if (!this.adding) { return; }
    if (input.id === "note") { this.noted(input.checked); }
    else if (input.id === "comment") { this.add({ comment: input.value }); }
    else if (input.type === "radio") { this.answer(input.name, Number(input.value)); }
    else if (input.name === "reasons") { thanks.report(); this.add({ reasons: thanks.reasonsFor(this.said.value || this.rating.post.value) }); }
  }

  noted(open) {
    thanks.note(open);
    if (open) {
      byId("comment").focus();
      thanks.atNote();
    } else if (this.said.comment !== undefined) {
      byId("comment").value = "";
      this.add({ comment: "" });
    }
  }

  async done() {
    if (!this.adding || this.busy) { return; }
    this.busy = true;
    try {
      await this.survey.tell(true);
      await this.keeper.close(this.rating);
      thanks.bye();
      this.countdown.start(AFTER_DONE, true);
    } catch (e) {
      shown(["unkept"], true);
      this.countdown.start(SILENCE);
    }
    this.busy = false;
  }

  // ---- wiring

  wire() {
    onClick("[data-value]", (b) => this.rate(Number(b.getAttribute("data-value"))));
    onClick("[data-again]", (b) => this.changeFace(Number(b.getAttribute("data-again"))));
    onClick("[data-lang]", (b) => this.choose(b.getAttribute("data-lang")));
    onClick("#unsure", () => { if (!echo()) { this.picked = null; this.countdown.start(SILENCE); this.faces(); } });
    onClick("#other", () => { if (!echo()) { this.start(); } });
    onClick("#change", () => { if (!echo()) { thanks.askFace(true); } });
    onClick("#keep", () => thanks.askFace(false));
    onClick("#done", () => { if (!echo()) { this.done(); } });
    onClick("#unsaved-again", () => { if (!echo()) { this.keep(); } });
    const extra = byId("extra");
    extra.addEventListener("change", (e) => { if (e.target.id !== "comment") { this.added(e.target); } });
    extra.addEventListener("input", (e) => { if (e.target.id === "comment") { this.added(e.target); } });
    extra.addEventListener("submit", (e) => e.preventDefault());
    extra.addEventListener("click", (e) => { if (echo()) { e.preventDefault(); } }, true);
    onSpeak(() => { this.desk.draw(this.picked); this.countdown.tick(); });
    ["pointerdown", "touchstart", "keydown", "input"].forEach((name) => {
      document.addEventListener(name, () => { if (!echo()) { this.countdown.extend(); } }, { passive: true });
    });
    window.addEventListener("resize", thanks.atNote);
  }
}
