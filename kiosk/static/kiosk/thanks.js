// The screen after the touch: thanks, the receipt, and what may be added to the rating.
import { byId, all, shown } from "./page.js";
import { say } from "./texts.js";
import { onShow } from "./screens.js";
import { receiptOf } from "./ids.js";

const fits = JSON.parse(byId("fits").textContent);

export function thank(rating) {
  byId("receipt").textContent = receiptOf(rating.id);
  shown(["change", "done", "extend", "extra"], true);
  say(byId("thanks-title"), "kiosk.thanks");
  showFace(rating.post.value);
}

// showFace shows the face that is recorded and the reasons that fit it.
export function showFace(value) {
  byId("thanks").className = "k-thanks tint-" + value;
  all("#thanks [data-face]").forEach((f) => { f.hidden = f.getAttribute("data-face") !== String(value); });
  all("[data-reason]").forEach((chip) => {
    const fitting = fits[value].includes(chip.getAttribute("data-reason"));
    chip.hidden = !fitting;
    if (!fitting) { chip.querySelector("input").checked = false; }
  });
  all("[data-again]").forEach((b) => b.setAttribute("aria-pressed", String(b.getAttribute("data-again") === String(value))));
  fit();
}

// fit lets the words have the room of the picture where both have none.
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

// reasonsFor lists the ticked reasons that fit a face.
export function reasonsFor(value) {
  return all("[data-reason] input").filter((i) => i.checked && fits[value].includes(i.value)).map((i) => i.value);
}

let below = "extra"; // what stands under the thanks: the few questions or the full survey

// survey puts the full survey in the place of the few questions, or these back.
export function survey(open) {
  askFace(false);
  shown([below], false);
  below = open ? "survey" : "extra";
  shown([below], true);
  shown(["survey-open"], !open);
}

// askFace offers the faces once more, or puts them away.
export function askFace(asking) {
  shown(["again"], asking);
  shown([below, "change"], !asking);
}

// note opens or closes the box for a note; where room is scarce the style sheet puts
// the questions away meanwhile.
export function note(open) {
  byId("comment-box").hidden = !open;
  byId("extra").classList.toggle("k-noting", open);
}

// atNote keeps the whole box in sight, also when a keyboard comes up.
export function atNote() {
  if (!byId("comment-box").hidden) { byId("comment-box").scrollIntoView({ block: "end" }); }
}

// bye leaves only the thanks: from here on the next person may be looking.
export function bye() {
  byId("screen-after").classList.add("k-bye");
  byId("thanks").className = "k-thanks";
  all("#thanks [data-face]").forEach((f) => { f.hidden = true; });
  say(byId("thanks-title"), "kiosk.bye");
  shown([below, "again", "change", "survey-open", "done", "extend", "unkept"], false);
  byId("thanks-title").focus({ preventScroll: true });
}

// clear takes away everything of the person before.
export function clear() {
  byId("screen-after").classList.remove("k-bye");
  byId("extra").reset();
  byId("extra").scrollTop = 0;
  byId("receipt").textContent = "";
  shown(["extra"], true);
  shown(["again", "unkept"], false);
  all("#thanks [data-face]").forEach((f) => { f.hidden = true; });
  note(false);
}
