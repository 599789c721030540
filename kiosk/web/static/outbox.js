// What a tablet has to hand in: kept in localStorage until the server has
// confirmed it, so that neither a reload nor a network that is away loses a
// rating, and sent with the same id every time, so that none counts twice.
(function () {
  "use strict";

  var STORE = "suaraloket.outbox";
  var SETTLE = 1500; // ms: additions that follow each other are sent as one

  // An item: {id, post, stored, change, closed}. post is what was first touched and
  // never altered; change is what was added since and not yet confirmed.
  function Outbox(key, onRevoked) {
    this.key = key;
    this.onRevoked = onRevoked;
    this.items = read();
    this.items.forEach(function (item) { item.closed = true; });
    this.busy = false;
    this.wait = 0;
    this.timer = 0;
  }

  function read() {
    try {
      var kept = JSON.parse(localStorage.getItem(STORE));
      return Array.isArray(kept) ? kept : [];
    } catch (e) {
      return [];
    }
  }

  Outbox.prototype.save = function () {
    try {
      localStorage.setItem(STORE, JSON.stringify(this.items));
    } catch (e) {
      // A full store loses nothing while the page lives.
    }
  };

  Outbox.prototype.add = function (post) {
    var item = { id: post.id, post: post, stored: false, change: null, closed: false };
    this.items.push(item);
    this.save();
    this.soon(0);
    return item;
  };

  // amend adds to a rating; each field given replaces the one before.
  Outbox.prototype.amend = function (item, change) {
    if (this.items.indexOf(item) < 0) { return; } // the server refused it for good
    item.change = Object.assign({}, item.change, change);
    item.version = (item.version || 0) + 1;
    this.save();
    this.soon(SETTLE);
  };

  // close says that nothing more will be added.
  Outbox.prototype.close = function (item) {
    item.closed = true;
    this.save();
    this.soon(0);
  };

  Outbox.prototype.soon = function (ms) {
    var self = this;
    clearTimeout(this.timer);
    this.timer = setTimeout(function () { self.flush(); }, Math.max(ms, this.holdOff()));
  };

  Outbox.prototype.holdOff = function () {
    return Math.max(0, (this.until || 0) - Date.now());
  };

  Outbox.prototype.flush = async function () {
    if (this.busy || this.holdOff() > 0) { return; }
    this.busy = true;
    try {
      while (await this.step()) { /* until the queue is empty or the server away */ }
    } finally {
      this.busy = false;
    }
  };

  Outbox.prototype.step = async function () {
    var item = this.items.find(function (i) { return !i.stored || i.change; });
    this.items = this.items.filter(function (i) { return i === item || !(i.closed && i.stored && !i.change); });
    this.save();
    if (!item) { return false; }
    return item.stored ? this.sendChange(item) : this.sendPost(item);
  };

  Outbox.prototype.sendPost = async function (item) {
    var answer = await this.send("POST", "/api/v1/ratings", item.post);
    if (!answer) { return false; }
    if (answer.ok) {
      item.stored = true;
    } else if (item.post.officer !== "-" && await aboutOfficer(answer)) {
      item.post.officer = "-"; // the duties have changed meanwhile: it counts for the unit
    } else {
      this.drop(item);
    }
    this.save();
    return true;
  };

  Outbox.prototype.sendChange = async function (item) {
    var version = item.version;
    var answer = await this.send("PATCH", "/api/v1/ratings/" + item.id, item.change);
    if (!answer) { return false; }
    if (item.version === version) { item.change = null; }
    this.save();
    return true;
  };

  Outbox.prototype.drop = function (item) {
    this.items = this.items.filter(function (i) { return i !== item; });
  };

  // send gives the answer when it is final, null when the sender has to wait.
  Outbox.prototype.send = async function (method, address, body) {
    var answer;
    try {
      answer = await fetch(address, {
        method: method, cache: "no-store", credentials: "omit",
        headers: { "Content-Type": "application/json", "Authorization": "Bearer " + this.key },
        body: JSON.stringify(body),
      });
    } catch (e) {
      return this.later(0);
    }
    if (answer.status === 401) {
      this.onRevoked();
      return this.later(60);
    }
    if (answer.status === 429 || answer.status === 408 || answer.status >= 500) {
      return this.later(Number(answer.headers.get("Retry-After")) || 0);
    }
    this.wait = 0;
    return answer;
  };

  Outbox.prototype.later = function (seconds) {
    this.wait = Math.min(60000, Math.max(1000, this.wait * 2));
    this.until = Date.now() + Math.max(seconds * 1000, this.wait);
    this.soon(0);
    return null;
  };

  async function aboutOfficer(answer) {
    try {
      var problem = await answer.clone().json();
      return problem.code === "officer_unknown" ||
        (problem.fields || []).some(function (f) { return f.field === "officer"; });
    } catch (e) {
      return false;
    }
  }

  // newID makes a UUID of version 4; crypto.randomUUID is not there on plain http.
  function newID() {
    var b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    var hex = Array.prototype.map.call(b, function (x) { return (x + 256).toString(16).slice(1); }).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // receiptOf follows the published rule: FNV-1a of the id folded to 30 bits, in
  // Crockford's base 32.
  function receiptOf(id) {
    var alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    var sum = 0x811c9dc5;
    for (var i = 0; i < id.length; i++) {
      sum = Math.imul(sum ^ id.charCodeAt(i), 0x01000193) >>> 0;
    }
    sum = ((sum & 0x3fffffff) ^ (sum >>> 30)) >>> 0;
    var out = "";
    for (var shift = 25; shift >= 0; shift -= 5) {
      out += alphabet[(sum >>> shift) & 31];
    }
    return out.slice(0, 3) + "-" + out.slice(3);
  }

  window.SuaraLoket = { Outbox: Outbox, newID: newID, receiptOf: receiptOf };
})();
