// The screen after the rating: thanks, the receipt, and the additions.
import { byId, all, shown } from "./page.js";
import { say, unsay } from "./texts.js";
import { onShow } from "./screens.js";
import { receiptOf } from "./ids.js";
import { qrSVG } from "./qrcode.js";

const fits = JSON.parse(byId("fits").textContent);

export function thank(rating) {
  byId("receipt").textContent = receiptOf(rating.id);
  shown(["change", "done", "extend", "extra"], true);
  say(byId("thanks-title"), "kiosk.thanks");
  showFace(rating.post.value);
}

// showFace shows the recorded face and the reasons that fit it.
export function showFace(value) {
  byId("thanks").className = "k-thanks tint-" + value;
  say(byId("thanks-value"), "value." + value);
  shown(["thanks-value"], true);
  all("#thanks [data-face]").forEach((f) => { f.hidden = f.getAttribute("data-face") !== String(value); });
  say(byId("reasons-title"), value >= 3 ? "kiosk.reasons.good" : "kiosk.reasons.bad");
  all("[data-reason]").forEach((chip) => {
    const fitting = fits[value].includes(chip.getAttribute("data-reason"));
    chip.hidden = !fitting;
    if (!fitting) { chip.querySelector("input").checked = false; }
  });
  all("[data-again]").forEach((b) => b.setAttribute("aria-pressed", String(b.getAttribute("data-again") === String(value))));
  report();
  fit();
}

// report says who reads a report of a fee, while one is ticked, and shows the code of
// SP4N-LAPOR!.
export function report() {
  const ticked = all("[data-reason=diminta_biaya] input").some((i) => i.checked);
  shown(["report"], ticked);
  shown(["lapor"], ticked && drawLapor());
  if (!ticked) { return; }
  byId("lapor").scrollIntoView({ block: "nearest" });
  byId("report").scrollIntoView({ block: "nearest" });
}

// drawLapor draws the code of SP4N-LAPOR! once. It returns false for a city without one.
function drawLapor() {
  const address = byId("lapor").getAttribute("data-url"), code = byId("lapor-code");
  if (address && !code.firstChild) { code.appendChild(qrSVG(address)); }
  return Boolean(address);
}

// fit makes the picture small when it does not fit above the text.
function fit() {
  const card = byId("thanks");
  card.classList.remove("k-tight");
  card.classList.toggle("k-tight", card.scrollHeight > card.clientHeight + 1);
}
const words = new MutationObserver(fit);
words.observe(byId("thanks-title"), { childList: true });
words.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
window.addEventListener("resize", fit);
onShow(fit);

// reasonsFor lists the selected reasons that fit a face.
export function reasonsFor(value) {
  return all("[data-reason] input").filter((i) => i.checked && fits[value].includes(i.value)).map((i) => i.value);
}

let below = "extra"; // the part below the thanks: the few questions or the full survey

// survey shows the full survey in place of the few questions, or the few questions again.
export function survey(open) {
  askFace(false);
  shown([below], false);
  below = open ? "survey" : "extra";
  shown([below], true);
  shown(["survey-open"], !open);
}

// askFace shows the faces for a change, or hides them.
export function askFace(asking) {
  shown(["again"], asking);
  shown([below, "change"], !asking);
}

// note opens or closes the box for a note. On small screens the style sheet hides the
// questions meanwhile.
export function note(open) {
  byId("comment-box").hidden = !open;
  byId("extra").classList.toggle("k-noting", open);
}

// atNote keeps the whole box visible, also when the keyboard opens.
export function atNote() {
  if (!byId("comment-box").hidden) { byId("comment-box").scrollIntoView({ block: "end" }); }
}

// bye shows only the thanks, because the next person may already see the screen.
export function bye() {
  byId("screen-after").classList.add("k-bye");
  byId("thanks").className = "k-thanks";
  all("#thanks [data-face]").forEach((f) => { f.hidden = true; });
  say(byId("thanks-title"), "kiosk.bye");
  unsay(byId("thanks-value"));
  shown(["thanks-value", below, "again", "change", "survey-open", "done", "extend", "unkept"], false);
  byId("thanks-title").focus({ preventScroll: true });
}

// clear removes everything of the previous person.
export function clear() {
  byId("screen-after").classList.remove("k-bye");
  byId("extra").reset();
  shown(["report", "lapor"], false);
  byId("extra").scrollTop = 0;
  byId("receipt").textContent = "";
  unsay(byId("thanks-value"));
  shown(["extra"], true);
  shown(["again", "unkept"], false);
  all("#thanks [data-face]").forEach((f) => { f.hidden = true; });
  note(false);
}
