// The portal's script. Every page works without it.
"use strict";

document.querySelectorAll("[data-print]").forEach(function (button) {
  button.hidden = false;
  button.addEventListener("click", function () { window.print(); });
});

// Sends a form only once, and shows that it is being sent.
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

// handIn posts a body for a form and resolves with {ok, reply}; reply is the server's answer.
function handIn(form, body, headers) {
  return fetch(form.action, {
    method: "POST", credentials: "same-origin", redirect: "error", body: body,
    headers: Object.assign({ Accept: "application/json", "X-Form-Token": form.elements._form.value }, headers)
  }).then(function (answer) {
    return answer.json().then(function (reply) { return { ok: answer.ok, reply: reply }; });
  });
}

// The page of a pairing: it counts down the remaining time, and updates until the tablet has
// used the code or the time is over.
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

// A tablet's queue may be larger than a request may be: the script reads the file and sends
// it in portions. Each answer contains the sum so far. A repeated portion stores nothing
// twice.
document.querySelectorAll("form[data-queue]").forEach(function (form) {
  var PORTION_BYTES = 55000, PORTION_ITEMS = 100;
  var box = document.querySelector("[data-outcome]"), list = box.querySelector("[data-sentences]");
  var error = box.querySelector("[data-error]"), progress = box.querySelector("[data-progress]");
  var bar = progress.querySelector("progress"), words = progress.querySelector("[data-words]");

  function bytes(text) { return new Blob([text]).size; }
  function number(n) { return n.toLocaleString(document.documentElement.lang); }

  // Splits a file into portions; a single rating that is too large counts as refused.
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
      if (answer.reply.sentences) { say(answer.reply.sentences); }
      if (!answer.ok) { throw { words: answer.reply.error || answer.reply.detail }; }
      return answer.reply.outcome;
    });
  }

  function bring(text) {
    var file = null;
    try { file = JSON.parse(text); } catch (e) { /* reported below */ }
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

// A phone's photo is larger than a request may be: the script scales each picture down, in
// the right orientation, and sends it separately.
document.querySelectorAll("form[data-photos]").forEach(function (form) {
  var SIDE = 640, BYTES = 52000, QUALITIES = [0.9, 0.8, 0.7, 0.55, 0.4];
  var input = form.elements.foto, button = form.querySelector("button");
  var box = document.querySelector("[data-outcome]"); // the list of results of several photos
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

  // small returns the picture as a JPEG whose shorter side has at most SIDE pixels. A file
  // that the browser cannot read is sent unchanged, and the server reports the error.
  function small(file) {
    return picture(file).then(function (image) {
      var scale = Math.min(1, SIDE / Math.min(image.naturalWidth, image.naturalHeight));
      var canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
      canvas.width = Math.round(image.naturalWidth * scale);
      canvas.height = Math.round(image.naturalHeight * scale);
      pen.fillStyle = "#DFEAE6"; // the background of transparent pixels
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
      if (!answer.ok) { throw { words: answer.reply.detail }; }
      return answer.reply.photos[0];
    });
  }

  function end(problem) {
    error.hidden = !problem;
    error.textContent = problem || "";
    delete form.dataset.sent;
    button.classList.remove("busy");
  }

  function one(file) {
    hand(file).then(function (reply) {
      if (reply.error) { end(reply.error); } else { location.reload(); }
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
    function say(reply) {
      var sentence = reply.error ? form.dataset.refused.replace("{why}", reply.error) : form.dataset.done.replace("{officer}", reply.officer);
      var line = document.createElement("li");
      line.textContent = sentence.replace("{file}", reply.file);
      list.insertBefore(line, reply.error ? list.firstChild : null); // errors come first
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
