// A clock that a test can move. It goes on as the browser's does until the test skips
// some time or holds it. It covers performance.now, Date.now and the timers.
(function () {
  "use strict";
  var realNow = performance.now.bind(performance), realDate = Date.now;
  var set = window.setTimeout.bind(window), clear = window.clearTimeout.bind(window);
  var ahead = 0, held = null, timers = new Map(), last = 0;

  function now() { return held === null ? realNow() + ahead : held; }

  function arm(id, timer) {
    clear(timer.native);
    if (held === null || timer.due <= held) {
      timer.native = set(fire, Math.max(0, timer.due - now()), id);
    }
  }

  function fire(id) {
    var timer = timers.get(id);
    if (!timer) { return; }
    if (timer.due > now() + 1) {
      arm(id, timer);
      return;
    }
    if (timer.every === null) {
      timers.delete(id);
    } else { // an interval that is late fires once, as a browser's does
      timer.due = Math.max(timer.due + timer.every, now());
      arm(id, timer);
    }
    timer.run.apply(window, timer.args);
  }

  function add(run, ms, repeats, args) {
    ms = Math.max(repeats ? 4 : 0, Number(ms) || 0);
    var id = ++last, timer = { run: run, args: args, due: now() + ms, every: repeats ? ms : null, native: 0 };
    timers.set(id, timer);
    arm(id, timer);
    return id;
  }

  function remove(id) {
    var timer = timers.get(id);
    if (timer) {
      clear(timer.native);
      timers.delete(id);
    }
  }

  function armAll() {
    Array.from(timers).sort(function (a, b) { return a[1].due - b[1].due; }).forEach(function (t) { arm(t[0], t[1]); });
  }

  performance.now = now;
  Date.now = function () { return realDate() + Math.round(now() - realNow()); };
  window.setTimeout = function (run, ms) { return add(run, ms, false, Array.prototype.slice.call(arguments, 2)); };
  window.setInterval = function (run, ms) { return add(run, ms, true, Array.prototype.slice.call(arguments, 2)); };
  window.clearTimeout = window.clearInterval = remove;

  window.testClock = {
    native: set, // a timer of the browser, which no test moves
    ahead: function () { return Math.round(now() - realNow()); },
    skip: function (ms) {
      if (held === null) { ahead += ms; } else { held += ms; }
      armAll();
    },
    hold: function () { // returns whether the clock went on
      var ran = held === null;
      if (ran) { held = now(); }
      armAll();
      return ran;
    },
    release: function () {
      if (held === null) { return; }
      ahead = held - realNow();
      held = null;
      armAll();
    },
  };
})();
