// The optional full survey below the thanks, one question at a time. Each answer is passed
// on at once, so that an unfinished survey loses no answers.
import { byId, all, onClick } from "./page.js";
import { t, say, onSpeak } from "./texts.js";
import { echo, turned } from "./screens.js";
import { hush } from "./voice.js";
import { NumberPad } from "./numberpad.js";
import * as thanks from "./thanks.js";

const SEEN = 250; // ms that an answer is shown before the next question

const views = all("[data-view]");
const questions = views.length - 1; // the last view is the end of the survey

export class Survey {
  // parts: {adding(), answered(slug, value), described(field, value)}. adding() is true while
  // additions are allowed; described receives the data of the respondent.
  constructor(parts) {
    Object.assign(this, parts);
    this.at = 0;
    this.turning = 0;
    this.age = 0; // the last age passed on
    this.pad = new NumberPad(() => this.adding() && !echo(), () => { this.tell(this.pad.number > 9); this.draw(); });
    this.wire();
  }

  open() {
    thanks.survey(true);
    this.turn(0);
  }

  // turn shows another question; before the first it returns to the few questions.
  turn(at) {
    clearTimeout(this.turning);
    hush();
    turned();
    if (at < 0) { thanks.survey(false); return; }
    this.at = Math.min(at, questions);
    this.draw();
    byId("survey").scrollTop = 0;
    views[this.at].querySelector("[tabindex='-1']").focus({ preventScroll: true });
  }

  draw() {
    const view = views[this.at];
    const of = { n: Math.min(this.at + 1, questions), of: questions };
    views.forEach((v) => { v.hidden = v !== view; });
    byId("survey-step").textContent = this.at === questions ? "" :
      t("kiosk.survey.step", of) + (view.hasAttribute("data-answers") ? "" : " · " + t("page.respondent"));
    all(".k-dots i").forEach((dot, i) => { dot.className = i < this.at ? "k-past" : i === this.at ? "k-here" : ""; });
    byId("survey-next").hidden = this.at === questions;
    say(byId("survey-next"), this.given(view) ? "kiosk.survey.next" : "kiosk.survey.skip");
    this.pad.draw();
  }

  given(view) {
    return this.asksNumber(view) ? this.pad.number > 0 : Boolean(view.querySelector("[aria-pressed='true']"));
  }

  asksNumber(view) { return Boolean(view.querySelector("[data-key]")); }

  answer(button) {
    if (!this.adding() || echo()) { return; }
    const view = views[this.at];
    all("[data-answer]", view).forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
    const value = button.getAttribute("data-answer");
    const name = view.getAttribute("data-view");
    if (view.hasAttribute("data-answers")) { this.answered(name, Number(value)); } else { this.described(name, value); }
    turned();
    this.turning = setTimeout(() => this.turn(this.at + 1), SEEN);
  }

  // tell passes on the typed age. A single digit is usually incomplete: it counts when the
  // person continues.
  async tell(whole) {
    const age = whole ? this.pad.number : 0;
    if (age === this.age) { return; }
    this.age = age;
    await this.described("age", age);
  }

  step(by) {
    if (!this.adding() || echo()) { return; }
    this.tell(true);
    this.turn(this.at + by);
  }

  // clear removes the answers of the previous person.
  clear() {
    clearTimeout(this.turning);
    all("[data-answer]").forEach((b) => b.setAttribute("aria-pressed", "false"));
    this.pad.clear();
    this.age = 0;
    this.at = 0;
    thanks.survey(false);
  }

  wire() {
    onClick("#survey-open", () => { if (this.adding() && !echo()) { this.open(); } });
    onClick("[data-answer]", (b) => this.answer(b));
    onClick("#survey-back", () => this.step(-1));
    onClick("#survey-next", () => this.step(1));
    onSpeak(() => this.draw());
  }
}
