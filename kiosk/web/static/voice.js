// Reads texts of the page aloud: their recordings in order, and where there is none, or
// it cannot be played, the device's own voice of the language. It never speaks twice at
// a time, and hush stops it at once.
(function () {
  "use strict";

  var PAUSE = 250;     // ms between two texts
  var PATIENCE = 4000; // ms until a recording that does not begin is given up

  // prompts are the addresses of recordings, {language: {key: address}}; textOf(key,
  // lang) gives the words themselves.
  function Voice(prompts, textOf) {
    this.prompts = prompts;
    this.textOf = textOf;
    this.speaking = false;
    this.turn = 0;     // one more with each speak and hush: what an earlier turn still wanted is dropped
    this.audio = null; // one for all: an old WebView lets only that play on which was begun by a touch
    this.words = null; // kept here, since browsers forget words that nobody holds
    this.timer = 0;
  }

  // can says whether anything is to be heard in the language.
  Voice.prototype.can = function (lang) { return Boolean(this.prompts[lang] || ownVoice(lang)); };

  // speak reads the texts of the keys, one after the other, and nothing else any more.
  Voice.prototype.speak = function (keys, lang) {
    this.hush();
    var self = this, turn = this.turn, at = 0;
    this.speaking = true;
    function next() {
      if (turn !== self.turn) { return; }
      if (at === keys.length) { self.speaking = false; return; }
      self.say(keys[at++], lang, turn, function () { self.timer = setTimeout(next, PAUSE); });
    }
    next();
  };

  // hush stops at once.
  Voice.prototype.hush = function () {
    this.turn++;
    this.speaking = false;
    clearTimeout(this.timer);
    if (this.audio) {
      this.audio.onended = this.audio.onerror = this.audio.onplaying = null;
      this.audio.pause();
    }
    if (window.speechSynthesis) { speechSynthesis.cancel(); }
  };

  Voice.prototype.say = function (key, lang, turn, done) {
    var self = this, address = this.prompts[lang] && this.prompts[lang][key], over = false;
    // once lets the first of several ends count, and none of an earlier turn.
    function once(then) {
      return function () {
        if (over || turn !== self.turn) { return; }
        over = true;
        clearTimeout(self.timer);
        then();
      };
    }
    var byDevice = once(function () { self.sayByDevice(key, lang, turn, done); });
    if (!address || !window.Audio) { byDevice(); return; }
    var audio = this.audio = this.audio || new Audio();
    audio.onended = once(done);
    audio.onerror = byDevice;
    audio.onplaying = function () { clearTimeout(self.timer); };
    this.timer = setTimeout(byDevice, PATIENCE);
    audio.src = address;
    var begun = audio.play();
    if (begun && begun.catch) { begun.catch(byDevice); }
  };

  Voice.prototype.sayByDevice = function (key, lang, turn, done) {
    var self = this, voice = ownVoice(lang);
    if (this.audio) { this.audio.onended = this.audio.onerror = null; this.audio.pause(); }
    if (!voice) { done(); return; }
    this.words = new SpeechSynthesisUtterance(this.textOf(key, lang));
    this.words.lang = lang;
    this.words.voice = voice;
    this.words.onend = this.words.onerror = function () { if (turn === self.turn) { done(); } };
    speechSynthesis.speak(this.words);
  };

  function ownVoice(lang) {
    if (!window.speechSynthesis || !window.SpeechSynthesisUtterance) { return null; }
    return speechSynthesis.getVoices().find(function (v) { return v.lang.slice(0, 2).toLowerCase() === lang; }) || null;
  }

  window.SuaraLoket = window.SuaraLoket || {};
  window.SuaraLoket.Voice = Voice;
})();
