// Large text and high contrast: the reader's choices, set as the classes big and strong of
// the page. A phone remembers them (data-look-kept); a tablet resets them for the next
// person.
(function () {
  "use strict";

  var LOOKS = ["big", "strong"];
  var NAME = "suaraloket.look";
  var page = document.documentElement;

  function each(selector, use) { Array.prototype.forEach.call(document.querySelectorAll(selector), use); }

  function draw() {
    each("[data-look]", function (b) { b.setAttribute("aria-pressed", String(page.classList.contains(b.getAttribute("data-look")))); });
  }

  function keep() {
    if (!page.hasAttribute("data-look-kept")) { return; }
    var chosen = LOOKS.filter(function (look) { return page.classList.contains(look); }).join(" ");
    try { localStorage.setItem(NAME, chosen); } catch (e) { /* works without */ }
  }

  function choose(looks) {
    LOOKS.forEach(function (look) { page.classList.toggle(look, looks.indexOf(look) >= 0); });
    draw();
  }

  // Opens or closes the menu of the choices, which only tablets have.
  function open(wanted) {
    each("[data-look-menu]", function (button) {
      button.setAttribute("aria-expanded", String(wanted));
      document.getElementById(button.getAttribute("aria-controls")).hidden = !wanted;
    });
  }

  document.addEventListener("click", function (e) {
    var button = e.target.closest("[data-look], [data-look-menu]");
    if (button && button.hasAttribute("data-look")) {
      page.classList.toggle(button.getAttribute("data-look"));
      draw();
      keep();
    } else if (button) {
      open(button.getAttribute("aria-expanded") !== "true");
    } else if (!e.target.closest("[data-look-panel]") || e.target.closest("[data-lang]")) {
      open(false);
    }
  });
  document.addEventListener("keydown", function (e) { if (e.key === "Escape") { open(false); } });

  if (page.hasAttribute("data-look-kept")) {
    try { choose((localStorage.getItem(NAME) || "").split(" ")); } catch (e) { draw(); }
  }
  each("[data-looks]", function (box) { box.hidden = false; });

  window.SuaraLoket = window.SuaraLoket || {};
  // reset restores the normal look and closes the menu.
  window.SuaraLoket.look = { reset: function () { choose([]); open(false); } };
})();
