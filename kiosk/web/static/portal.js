// What the portal gains from a script; every page works without one.
"use strict";

document.querySelectorAll("[data-print]").forEach(function (button) {
  button.hidden = false;
  button.addEventListener("click", function () { window.print(); });
});

// A form is sent once, and shows that it is under way.
document.querySelectorAll("form[method=post]").forEach(function (form) {
  form.addEventListener("submit", function (event) {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    var button = form.querySelector("button");
    if (button) { button.classList.add("busy"); }
  });
});
window.addEventListener("pageshow", function () {
  document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  document.querySelectorAll("button.busy").forEach(function (button) { button.classList.remove("busy"); });
});

// Beside a tablet that is being set up: the time left counts down, and the page looks
// again until the tablet has taken the code or the time is over.
document.querySelectorAll("[data-pairing=waiting]").forEach(function (box) {
  var began = performance.now(), seconds = Number(box.dataset.seconds), left = box.querySelector("[data-left]");
  function two(n) { return (n < 10 ? "0" : "") + n; }
  function count() {
    var rest = Math.max(0, Math.ceil(seconds - (performance.now() - began) / 1000));
    left.textContent = left.dataset.left.replace("{left}", Math.floor(rest / 60) + ":" + two(rest % 60));
  }
  function look() {
    fetch(location.href, { credentials: "same-origin", cache: "no-store" }).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (text) {
      var now = new DOMParser().parseFromString(text, "text/html").querySelector("[data-pairing]");
      if (text && (!now || now.dataset.pairing !== "waiting")) { location.reload(); return; }
      setTimeout(look, 3000);
    }, function () { setTimeout(look, 3000); });
  }
  box.querySelector("[data-checks]").hidden = false;
  count();
  setInterval(count, 1000);
  setTimeout(look, 3000);
});
