// The practice chat. It shows what the server says the chat is, and tells it what the person does.
"use strict";

(function () {
  const query = new URLSearchParams(location.search);
  const lang = (query.get("lang") || navigator.language || "id").toLowerCase().startsWith("en") ? "en" : "id";
  const id = (name) => document.getElementById(name);
  const log = id("log");
  const drawn = new Map(); // message id → {node, mark}
  const busy = new Map();  // callback id → button that waits for its answer
  let words = {};
  let person = who();
  let payload = query.get("start") || "";
  let since = null;
  let shownRev = 0;           // rev of the last answer that was shown
  let listening = null;
  let stopToast = 0;

  // who is this tab's person: a random key, kept as long as the tab.
  function who() {
    const known = sessionStorage.getItem("person");
    return known || someoneNew();
  }

  function someoneNew() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const key = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
    sessionStorage.setItem("person", key);
    return key;
  }

  const say = (key) => words[key] || key;

  function speak() {
    document.documentElement.lang = lang;
    document.title = say("title");
    for (const n of document.querySelectorAll("[data-t]")) n.textContent = say(n.dataset.t);
    for (const n of document.querySelectorAll("[data-label]")) n.setAttribute("aria-label", say(n.dataset.label));
    for (const n of document.querySelectorAll("[data-hint]")) n.placeholder = say(n.dataset.hint);
    const other = new URLSearchParams(location.search);
    other.set("lang", lang === "en" ? "id" : "en");
    const link = id("lang");
    link.textContent = lang === "en" ? "Indonesia" : "English";
    link.lang = link.hreflang = other.get("lang");
    link.href = "?" + other;
    id("plain").href = "?lang=" + lang;
    id("plain").hidden = !payload;
  }

  // listen asks for the chat again and again; the server answers when there is something new.
  async function listen() {
    let rest = 0;
    for (;;) {
      const mine = new AbortController();
      listening = mine;
      try {
        await read(mine.signal);
        rest = 0;
        id("trouble").hidden = true;
      } catch (err) {
        if (mine.signal.aborted) continue;
        id("trouble").hidden = false;
        rest = Math.min(rest * 2 || 1000, 8000);
        await new Promise((done) => setTimeout(done, rest));
      }
    }
  }

  async function read(signal) {
    const ask = new URLSearchParams({ person, lang });
    if (since !== null) ask.set("since", since);
    const answer = await fetch("api/messages?" + ask, { signal });
    if (answer.status === 204) return;
    if (!answer.ok) throw new Error(String(answer.status));
    const chat = await answer.json();
    if (since === null) shownRev = Math.max(0, ...chat.answers.map((a) => a.rev));
    since = chat.rev;
    draw(chat);
  }

  async function act(what, more) {
    const answer = await fetch("api/" + what, {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify(Object.assign({ person, lang }, more)),
    }).catch(() => null);
    if (answer && answer.ok) return answer.json();
    const said = answer ? await answer.json().catch(() => ({})) : {};
    toast(words["error." + said.error] || say("error.failed"));
    return null;
  }

  function draw(chat) {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
    id("name").textContent = chat.bot.name;
    id("empty").hidden = chat.messages.length > 0;
    const grew = drawMessages(chat.messages);
    drawCommands(chat.commands || [], chat.begun);
    drawFoot(chat.begun);
    for (const a of chat.answers) hear(a);
    if (atEnd || grew) log.scrollTop = log.scrollHeight;
  }

  // drawMessages leaves alone what did not change, so that focus and reading place stay.
  function drawMessages(messages) {
    const now = new Set(messages.map((m) => m.id));
    for (const [key, one] of drawn) {
      if (!now.has(key)) { one.node.remove(); drawn.delete(key); }
    }
    let grew = false;
    for (const m of messages) {
      const mark = JSON.stringify(m);
      const old = drawn.get(m.id);
      if (old && old.mark === mark) continue;
      const node = turn(m);
      if (old) replace(old.node, node); else { log.append(node); grew = true; }
      drawn.set(m.id, { node, mark });
    }
    return grew;
  }

  function replace(old, node) {
    const held = old.contains(document.activeElement);
    const had = old.querySelector(".picture"), has = node.querySelector(".picture");
    if (had && has && had.src === has.src && had.className === has.className) has.replaceWith(had); // no flicker
    old.replaceWith(node);
    if (held) node.focus({ preventScroll: true });
  }

  function element(name, className, text) {
    const n = document.createElement(name);
    if (className) n.className = className;
    if (text !== undefined) n.textContent = text;
    return n;
  }

  function turn(m) {
    const node = element("article", "turn" + (m.bot ? "" : " me") + (m.rows ? " wide" : ""));
    node.tabIndex = -1;
    const bubble = element("div", "bubble");
    if (!m.bot) bubble.append(element("span", "sr", say("you") + ": "));
    if (m.kind !== "text") bubble.append(element("p", "words kind", say(m.kind)));
    if (m.text) bubble.append(textOf(m.bot ? m : seen(m)));
    if (m.picture) addPicture(bubble, m.picture);
    const at = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : "id-ID", { hour: "2-digit", minute: "2-digit" }).format(m.at);
    bubble.append(element("p", "when", m.edited ? at + " · " + say("edited") : at));
    node.append(bubble);
    if (m.rows) node.append(rowsOf(m));
    return node;
  }

  // addPicture shows the preview's picture; one that cannot be loaded leaves no trace.
  function addPicture(bubble, picture) {
    const n = element("img", "picture" + (picture.small ? " small" : ""));
    n.alt = say("photo");
    n.addEventListener("error", () => n.remove());
    n.addEventListener("load", () => { // it took room from the chat
      if (log.scrollHeight - log.scrollTop - log.clientHeight < n.height + 120) log.scrollTop = log.scrollHeight;
    });
    n.src = picture.path;
    if (picture.above) bubble.prepend(n); else bubble.append(n);
  }

  // seen is a person's message as a chat shows it: a start keeps its code to itself.
  function seen(m) {
    return /^\/start\s/.test(m.text) ? Object.assign({}, m, { text: "/start", entities: [] }) : m;
  }

  function rowsOf(m) {
    const rows = element("div", "rows");
    for (const row of m.rows) {
      const line = element("div", "row" + (row.length > 2 ? " row-many" : ""));
      for (const b of row) line.append(choice(m, b));
      rows.append(line);
    }
    return rows;
  }

  function choice(m, b) {
    if (b.url) {
      const a = element("a", "choice", b.text + " ↗");
      a.href = b.url;
      a.target = "_blank";
      a.rel = "noopener noreferrer";
      a.append(element("span", "sr", " " + say("newtab")));
      return a;
    }
    const button = element("button", "choice", b.text);
    button.type = "button";
    button.disabled = !b.callback_data;
    button.addEventListener("click", () => press(button, m.id, b.callback_data));
    return button;
  }

  async function press(button, message, data) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const done = await act("press", { message, data });
    if (!done) return button.removeAttribute("aria-busy");
    busy.set(done.callback, button);
    setTimeout(() => rest(done.callback), 15000);
  }

  function rest(callback) {
    const button = busy.get(callback);
    if (button) button.removeAttribute("aria-busy");
    busy.delete(callback);
  }

  // hear shows what the bot said to a press, once.
  function hear(a) {
    // The answer can be here before the press itself has returned: free every button that waits.
    rest(a.callback);
    if (a.rev <= shownRev) return;
    shownRev = a.rev;
    for (const b of log.querySelectorAll("[aria-busy=true]")) b.removeAttribute("aria-busy");
    if (!a.text) return;
    if (!a.alert) return toast(a.text);
    id("alert-text").textContent = a.text;
    if (!id("alert").open) id("alert").showModal();
  }

  function toast(text) {
    clearTimeout(stopToast);
    const end = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
    id("toast").textContent = text;
    if (end) log.scrollTop = log.scrollHeight; // the words took room from the chat
    stopToast = setTimeout(() => { id("toast").textContent = ""; }, 6000);
  }

  // textOf lays formatting over the text; offsets count UTF-16 units, as JavaScript's strings do.
  function textOf(m) {
    const p = element("p", "words");
    const formats = (m.entities || []).slice().sort((a, b) => a.offset - b.offset || b.length - a.length);
    fill(p, m.text, 0, m.text.length, formats);
    return p;
  }

  function fill(parent, text, from, to, formats) {
    let at = from;
    while (formats.length && formats[0].offset < to) {
      const f = formats.shift();
      const end = Math.min(f.offset + f.length, to);
      if (f.offset < at) continue;
      plain(parent, text.slice(at, f.offset));
      const inner = formatted(f, text.slice(f.offset, end));
      const inside = [];
      while (formats.length && formats[0].offset < end) inside.push(formats.shift());
      if (f.type === "bot_command") inner.textContent = text.slice(f.offset, end);
      else fill(inner, text, f.offset, end, inside);
      parent.append(inner);
      at = end;
    }
    plain(parent, text.slice(at, to));
  }

  function formatted(f, text) {
    if (f.type === "text_link" && /^https?:\/\//i.test(f.url || "")) return link(f.url);
    if (f.type === "bot_command") return command(text);
    const names = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "code", blockquote: "q" };
    return element(names[f.type] || "span");
  }

  function link(url) {
    const a = element("a");
    a.href = url;
    a.target = "_blank";
    a.rel = "noopener noreferrer";
    return a;
  }

  function command(text) {
    const b = element("button", "command");
    b.type = "button";
    b.addEventListener("click", () => act("say", { text }));
    return b;
  }

  // plain makes addresses and commands in a text work, as a chat does.
  function plain(parent, text) {
    let at = 0;
    for (const found of text.matchAll(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])|(^|[^\p{L}\p{N}\/])(\/[a-z][a-z0-9_]{0,31})(?![\p{L}\p{N}\/])/gu)) {
      const word = found[1] || found[3];
      const begin = found.index + found[0].length - word.length;
      parent.append(text.slice(at, begin));
      const node = found[1] ? link(word) : command(word);
      node.textContent = word;
      parent.append(node);
      at = begin + word.length;
    }
    parent.append(text.slice(at));
  }

  function drawCommands(list, begun) {
    const box = id("commands");
    const mark = JSON.stringify(list);
    box.hidden = !begun || !list.length || !!payload;
    if (box.dataset.mark === mark) return;
    box.dataset.mark = mark;
    box.replaceChildren(...list.map((c) => {
      const b = element("button", "", "/" + c.command);
      b.type = "button";
      b.title = c.description;
      b.addEventListener("click", () => act("say", { text: "/" + c.command }));
      return b;
    }));
  }

  function drawFoot(begun) {
    const starting = !begun || !!payload;
    id("start").hidden = !starting;
    id("say").hidden = starting;
    id("hint").textContent = payload ? say("hint") : "";
  }

  async function begin() {
    id("begin").disabled = true;
    const done = await act("start", { payload });
    id("begin").disabled = false;
    if (!done) return;
    payload = "";
    query.delete("start");
    history.replaceState(null, "", "?" + query);
    speak();
    drawFoot(true);
    log.focus({ preventScroll: true }); // not the text box: a phone's keyboard would hide the question
  }

  async function send(event) {
    event.preventDefault();
    const box = id("text");
    const text = box.value.trim();
    if (!text) return box.focus();
    if (await act("say", { text })) { box.value = ""; grow(); }
    box.focus();
  }

  function grow() {
    const box = id("text");
    box.rows = Math.min(5, box.value.split("\n").length);
  }

  function other() {
    person = someoneNew();
    since = null;
    busy.clear();
    for (const one of drawn.values()) one.node.remove();
    drawn.clear();
    if (listening) listening.abort();
  }

  async function open() {
    words = (await (await fetch("words.json")).json())[lang];
    speak();
    id("begin").addEventListener("click", begin);
    id("other").addEventListener("click", other);
    id("say").addEventListener("submit", send);
    id("text").addEventListener("input", grow);
    id("text").addEventListener("keydown", (e) => {
      if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); id("say").requestSubmit(); }
    });
    listen();
  }

  open().catch(() => { id("trouble").hidden = false; });
})();
