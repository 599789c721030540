// A hold of three seconds on an element, by touch, mouse, Enter or Space. A ring shows the
// progress; a shorter hold does nothing.

const HOLD = 3000; // ms

// onHold calls then() after the hold, as long as may() is true.
export function onHold(element, may, then) {
  const ring = element.querySelector(".k-hold-ring circle");
  const round = 2 * Math.PI * ring.r.baseVal.value;
  let from = 0; // performance.now() at the start of a hold, 0 without one

  function end() {
    from = 0;
    element.classList.remove("k-holding");
  }

  // Drawn by script, not by an animation: the ring shows the progress also with reduced
  // motion.
  function fill() {
    if (!from) { return; }
    const part = Math.min(1, (performance.now() - from) / HOLD);
    ring.style.strokeDasharray = part * round + " " + round;
    if (part < 1) { requestAnimationFrame(fill); return; }
    end();
    if (may()) { then(); }
  }

  function begin() {
    if (from || !may()) { return; }
    from = performance.now();
    element.classList.add("k-holding");
    fill();
  }

  element.addEventListener("pointerdown", (e) => { if (e.isPrimary && e.button === 0) { begin(); } });
  element.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" && e.key !== " ") { return; }
    e.preventDefault();
    if (!e.repeat) { begin(); }
  });
  ["pointerup", "pointercancel", "pointerleave", "keyup", "blur"].forEach((name) => element.addEventListener(name, end));
}
