// Reads texts of the page aloud: it plays their recordings in order, and uses the device's
// own voice for a text without a playable recording. It reads one text at a time, and hush
// stops it at once.

const PAUSE = 250;     // ms between two texts
const PATIENCE = 4000; // ms until a recording that does not start is skipped

export class Voice {
  // prompts are the addresses of the recordings, {language: {key: address}}; textOf(key,
  // lang) returns the text.
  constructor(prompts, textOf) {
    this.prompts = prompts;
    this.textOf = textOf;
    this.speaking = false;
    this.turn = 0;     // increases with each speak and hush: callbacks of an earlier turn are dropped
    this.audio = null; // one player for all: an old WebView plays only a player that a touch has started
    this.words = null; // a reference to the utterance, which browsers would otherwise collect
    this.timer = 0;
  }

  // can reports whether the language has recordings or a voice.
  can(lang) { return Boolean(this.prompts[lang] || ownVoice(lang)); }

  // speak stops the current reading and reads the texts of the keys in order.
  speak(keys, lang) {
    this.hush();
    const turn = this.turn;
    let at = 0;
    this.speaking = true;
    const next = () => {
      if (turn !== this.turn) { return; }
      if (at === keys.length) { this.speaking = false; return; }
      this.say(keys[at++], lang, turn, () => { this.timer = setTimeout(next, PAUSE); });
    };
    next();
  }

  // hush stops at once.
  hush() {
    this.turn++;
    this.speaking = false;
    clearTimeout(this.timer);
    if (this.audio) {
      this.audio.onended = this.audio.onerror = this.audio.onplaying = null;
      this.audio.pause();
    }
    if (window.speechSynthesis) { speechSynthesis.cancel(); }
  }

  say(key, lang, turn, done) {
    const address = this.prompts[lang] && this.prompts[lang][key];
    let over = false;
    // once calls then for the first of several end events, and not for an earlier turn.
    const once = (then) => () => {
      if (over || turn !== this.turn) { return; }
      over = true;
      clearTimeout(this.timer);
      then();
    };
    const byDevice = once(() => this.sayByDevice(key, lang, turn, done));
    if (!address || !window.Audio) { byDevice(); return; }
    const audio = this.audio = this.audio || new Audio();
    audio.onended = once(done);
    audio.onerror = byDevice;
    audio.onplaying = () => clearTimeout(this.timer);
    this.timer = setTimeout(byDevice, PATIENCE);
    audio.src = address;
    const begun = audio.play();
    if (begun && begun.catch) { begun.catch(byDevice); }
  }

  sayByDevice(key, lang, turn, done) {
    const voice = ownVoice(lang);
    if (this.audio) { this.audio.onended = this.audio.onerror = null; this.audio.pause(); }
    if (!voice) { done(); return; }
    this.words = new SpeechSynthesisUtterance(this.textOf(key, lang));
    this.words.lang = lang;
    this.words.voice = voice;
    this.words.onend = this.words.onerror = () => { if (turn === this.turn) { done(); } };
    speechSynthesis.speak(this.words);
  }
}

function ownVoice(lang) {
  if (!window.speechSynthesis || !window.SpeechSynthesisUtterance) { return null; }
  return speechSynthesis.getVoices().find((v) => v.lang.slice(0, 2).toLowerCase() === lang) || null;
}
