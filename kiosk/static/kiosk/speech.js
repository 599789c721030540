// Reads texts of the page aloud: their recordings in order, and where there is none, or
// it cannot be played, the device's own voice of the language. It never speaks twice at
// a time, and hush stops it at once.

const PAUSE = 250;     // ms between two texts
const PATIENCE = 4000; // ms until a recording that does not begin is given up

export class Voice {
  // prompts are the addresses of recordings, {language: {key: address}}; textOf(key,
  // lang) gives the words themselves.
  constructor(prompts, textOf) {
    this.prompts = prompts;
    this.textOf = textOf;
    this.speaking = false;
    this.turn = 0;     // one more with each speak and hush: what an earlier turn still wanted is dropped
    this.audio = null; // one for all: an old WebView lets only that play on which was begun by a touch
    this.words = null; // kept here, since browsers forget words that nobody holds
    this.timer = 0;
  }

  // can says whether anything is to be heard in the language.
  can(lang) { return Boolean(this.prompts[lang] || ownVoice(lang)); }

  // speak reads the texts of the keys, one after the other, and nothing else any more.
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
    // once lets the first of several ends count, and none of an earlier turn.
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
