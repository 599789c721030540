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

// handIn posts what a script has made of a form, and gives {ok, told}: what the server
// answers to it.
function handIn(form, body, headers) {
  return fetch(form.action, {
    method: "POST", credentials: "same-origin", redirect: "error", body: body,
    headers: Object.assign({ Accept: "application/json", "X-Form-Token": form.elements._form.value }, headers)
  }).then(function (answer) {
    return answer.json().then(function (told) { return { ok: answer.ok, told: told }; });
  });
}

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

// A tablet's queue may be larger than what the server takes at once: the file is read
// here and handed in by portions, each answered with the sum so far. A portion that is
// sent again stores nothing twice.
document.querySelectorAll("form[data-queue]").forEach(function (form) {
  var PORTION_BYTES = 55000, PORTION_ITEMS = 100;
  var box = document.querySelector("[data-outcome]"), list = box.querySelector("[data-sentences]");
  var error = box.querySelector("[data-error]"), progress = box.querySelector("[data-progress]");
  var bar = progress.querySelector("progress"), words = progress.querySelector("[data-words]");

  function bytes(text) { return new Blob([text]).size; }
  function number(n) { return n.toLocaleString(document.documentElement.lang); }

  // Portions of a file; a rating that is too large by itself comes to the refused ones.
  function portionsOf(items, sum) {
    var portions = [], portion = [], size = 0;
    items.forEach(function (item) {
      var own = bytes(JSON.stringify(item)) + 1;
      if (own > PORTION_BYTES) { sum.refused.too_large = (sum.refused.too_large || 0) + 1; return; }
      if (size + own > PORTION_BYTES || portion.length === PORTION_ITEMS) { portions.push(portion); portion = []; size = 0; }
      portion.push(item);
      size += own;
    });
    portions.push(portion);
    return portions;
  }

  function say(sentences) {
    list.textContent = "";
    sentences.forEach(function (sentence) {
      list.appendChild(document.createElement("li")).textContent = sentence;
    });
  }
  function step(done, total) {
    bar.max = Math.max(total, 1);
    bar.value = total ? done : 1;
    words.textContent = words.dataset.words.replace("{done}", number(done)).replace("{total}", number(total));
  }
  function end(problem) {
    error.hidden = !problem;
    error.textContent = problem || "";
    box.setAttribute("aria-busy", "false");
    delete form.dataset.sent;
    form.querySelector("button").classList.remove("busy");
    box.querySelector("h2").focus();
  }

  function hand(file, sum, portion) {
    var body = JSON.stringify({ format: file.format, device: file.device, items: portion, before: sum });
    return handIn(form, body, { "Content-Type": "application/json" }).then(function (answer) {
      if (answer.told.sentences) { say(answer.told.sentences); }
      if (!answer.ok) { throw { words: answer.told.error || answer.told.detail }; }
      return answer.told.outcome;
    });
  }

  function bring(text) {
    var file = null;
    try { file = JSON.parse(text); } catch (e) { /* said below */ }
    if (!file || !Array.isArray(file.items)) { end(form.dataset.none); return; }
    var sum = { stored: 0, known: 0, held: 0, refused: {} }, total = file.items.length, done = 0;
    progress.hidden = false;
    step(0, total);
    portionsOf(file.items, sum).reduce(function (before, portion) {
      return before.then(function (sum) { return hand(file, sum, portion); }).then(function (sum) {
        done += portion.length;
        step(done, total);
        return sum;
      });
    }, Promise.resolve(sum)).then(function () { step(total, total); end(""); }, function (failure) {
      end(failure.words || form.dataset.failed);
    });
  }

  form.addEventListener("submit", function (event) {
    if (event.defaultPrevented) { return; }
    event.preventDefault();
    box.hidden = false;
    box.setAttribute("aria-busy", "true");
    error.hidden = progress.hidden = true;
    list.textContent = "";
    var reader = new FileReader();
    reader.onload = function () { bring(String(reader.result)); };
    reader.onerror = function () { end(form.dataset.none); };
    reader.readAsText(form.elements.berkas.files[0]);
  });
});

// A phone's photo is larger than what the server takes at once: each picture is made
// small here, turned as it is to be seen, and handed in by itself.
document.querySelectorAll("form[data-photos]").forEach(function (form) {
  var SIDE = 640, BYTES = 52000, QUALITIES = [0.9, 0.8, 0.7, 0.55, 0.4];
  var input = form.elements.foto, button = form.querySelector("button");
  var box = document.querySelector("[data-outcome]"); // where many are told of
  var error = (box || form).querySelector("[data-error]");

  function picture(file) {
    return new Promise(function (done, failed) {
      var reader = new FileReader(), image = new Image();
      reader.onload = function () { image.src = String(reader.result); };
      reader.onerror = image.onerror = failed;
      image.onload = function () { done(image); };
      reader.readAsDataURL(file);
    });
  }

  function blob(canvas, quality) {
    return new Promise(function (done) { canvas.toBlob(done, "image/jpeg", quality); });
  }

  // small gives the picture as a JPEG whose shorter side has SIDE pixels at most; what
  // the browser cannot read goes as it is, and the server says what is wrong.
  function small(file) {
    return picture(file).then(function (image) {
      var scale = Math.min(1, SIDE / Math.min(image.naturalWidth, image.naturalHeight));
      var canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
      canvas.width = Math.round(image.naturalWidth * scale);
      canvas.height = Math.round(image.naturalHeight * scale);
      pen.fillStyle = "#DFEAE6"; // behind what can be seen through
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      return QUALITIES.reduce(function (before, quality) {
        return before.then(function (made) { return made && made.size <= BYTES ? made : blob(canvas, quality); });
      }, Promise.resolve(null));
    }).then(function (made) { return made || file; }, function () { return file.slice(0, BYTES); });
  }

  function hand(file) {
    return small(file).then(function (made) {
      var body = new FormData();
      body.append("foto", made, file.name);
      return handIn(form, body);
    }).then(function (answer) {
      if (!answer.ok) { throw { words: answer.told.detail }; }
      return answer.told.photos[0];
    });
  }

  function end(problem) {
    error.hidden = !problem;
    error.textContent = problem || "";
    delete form.dataset.sent;
    button.classList.remove("busy");
  }

  function one(file) {
    hand(file).then(function (told) {
      if (told.error) { end(told.error); } else { location.reload(); }
    }).catch(function (failure) { end(failure.words || form.dataset.failed); });
  }

  function many(files) {
    var list = box.querySelector("[data-sentences]"), progress = box.querySelector("[data-progress]");
    var bar = progress.querySelector("progress"), words = progress.querySelector("[data-words]"), done = 0;
    function step() {
      bar.max = files.length;
      bar.value = done;
      words.textContent = words.dataset.words.replace("{done}", done).replace("{total}", files.length);
    }
    function say(told) {
      var sentence = told.error ? form.dataset.refused.replace("{why}", told.error) : form.dataset.done.replace("{officer}", told.officer);
      var line = document.createElement("li");
      line.textContent = sentence.replace("{file}", told.file);
      list.insertBefore(line, told.error ? list.firstChild : null); // what is to be done stands first
      done += 1;
      step();
    }
    box.hidden = progress.hidden = false;
    error.hidden = true;
    box.setAttribute("aria-busy", "true");
    list.textContent = "";
    step();
    files.reduce(function (before, file) {
      return before.then(function () { return hand(file); }).then(say);
    }, Promise.resolve()).then(function () { end(""); }, function (failure) { end(failure.words || form.dataset.failed); }).then(function () {
      box.setAttribute("aria-busy", "false");
      box.querySelector("[data-again]").hidden = false;
      box.querySelector("h2").focus();
    });
  }

  form.addEventListener("submit", function (event) {
    if (event.defaultPrevented) { return; }
    event.preventDefault();
    if (box) { many(Array.prototype.slice.call(input.files)); } else { one(input.files[0]); }
  });
});
