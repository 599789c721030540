// The phone page works without this script. The script sends the forms without a reload and
// repeats them with the same id until the server answers, so that nothing is lost on a bad
// connection. The answer replaces the page.
(function () {
  "use strict";

  var pressed = null;
  var sending = false;

  document.addEventListener("click", function (e) {
    var button = e.target.closest ? e.target.closest("button") : null;
    if (button && button.form) { pressed = button; }
  });

  document.addEventListener("submit", function (e) {
    if (!window.fetch || !window.DOMParser || !window.URLSearchParams) { return; }
    e.preventDefault();
    if (sending) { return; }
    sending = true;
    var button = pressed && pressed.form === e.target ? pressed : null;
    var body = new URLSearchParams(new FormData(e.target));
    if (button && button.name) { body.set(button.name, button.value); }
    if (button) { button.classList.add("busy"); button.setAttribute("aria-pressed", "true"); }
    say(document.body.getAttribute("data-sending"), false);
    send(e.target.getAttribute("action"), body.toString(), 1000);
  });

  function send(address, body, wait) {
    fetch(address, {
      method: "POST", body: body, cache: "no-store", credentials: "same-origin",
      headers: { "Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html" },
    }).then(function (answer) {
      if (answer.status === 429 || answer.status === 408 || answer.status >= 500) {
        return later(Math.max(wait, 1000 * (Number(answer.headers.get("Retry-After")) || 0)));
      }
      return answer.text().then(replace);
    }).catch(function () { later(wait); });

    function later(ms) {
      say(document.body.getAttribute("data-waiting"), true);
      setTimeout(function () { send(address, body, Math.min(30000, wait * 2)); }, ms);
    }
  }

  function say(words, strong) {
    var note = document.getElementById("note-sending");
    if (!note) {
      note = document.createElement("p");
      note.id = "note-sending";
      note.setAttribute("role", "status");
      document.body.appendChild(note);
    }
    note.className = strong ? "notice notice-warn p-sending" : "visually-hidden";
    note.textContent = words;
  }

  function replace(html) {
    var next = new DOMParser().parseFromString(html, "text/html");
    var main = next.querySelector("main");
    sending = false;
    pressed = null;
    document.title = next.title;
    document.querySelector("main").replaceWith(document.importNode(main, true));
    var languages = document.querySelector(".p-langs"); // these links return to the faces
    if (languages) { languages.remove(); }
    var note = document.getElementById("note-sending");
    if (note) { note.remove(); }
    window.scrollTo(0, 0);
    var title = document.querySelector("main h1");
    if (title) { title.setAttribute("tabindex", "-1"); title.focus(); }
  }
})();
