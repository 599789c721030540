// The event stream with changes of the counter. On a network that does not allow streams,
// the tablet polls instead.
import { Backoff } from "./backoff.js";

const EVENTS = "/api/v1/kiosk/events";
const SILENCE = 45000; // ms: three missed heartbeats of the server
const PATIENT = 30000; // the maximum ms between tries

export class Stream {
  // parts: {signatures, onKiosk(kiosk), onRefused()}
  constructor(parts) {
    Object.assign(this, parts);
    this.backoff = new Backoff();
    this.turn = 0;
    this.lastByte = 0; // performance.now() of the last byte
    this.stop = null;
    this.timer = 0;
  }

  // alive reports whether the stream receives data.
  get alive() { return this.lastByte > 0 && performance.now() - this.lastByte < SILENCE; }

  // follow opens the stream of the device with this key, and closes any other.
  follow(key) {
    this.close();
    this.key = key;
    if (!key || !window.ReadableStream || !window.TextDecoder || !window.AbortController) { return; }
    this.listen(this.turn);
  }

  close() {
    this.turn += 1;
    this.lastByte = 0;
    clearTimeout(this.timer);
    if (this.stop) { this.stop.abort(); }
    this.stop = null;
  }

  // hurry retries at once, because the network seems to be back.
  hurry() { if (this.key && !this.alive) { this.backoff.hurry(); this.follow(this.key); } }

  async listen(turn) {
    const stop = this.stop = new AbortController();
    const watch = setInterval(() => { if (performance.now() - this.lastByte > SILENCE) { stop.abort(); } }, 5000);
    this.lastByte = performance.now();
    try {
      const headers = { Authorization: "Bearer " + this.key };
      const signed = await this.signatures.of(this.key, "GET", EVENTS, "");
      if (signed) { headers["Tablet-Signature"] = signed; }
      const answer = await fetch(EVENTS, { cache: "no-store", credentials: "omit", redirect: "error", signal: stop.signal, headers });
      if (answer.status === 401) { this.onRefused(); }
      if (answer.ok && answer.body) { await this.read(answer.body.getReader(), turn); }
    } catch (e) { /* offline or disconnected: retried */ }
    clearInterval(watch);
    if (turn !== this.turn) { return; }
    this.lastByte = 0;
    this.backoff.failed(0);
    this.timer = setTimeout(() => this.listen(turn), Math.min(this.backoff.left(), PATIENT));
  }

  async read(reader, turn) {
    const decoder = new TextDecoder();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done || turn !== this.turn) { return; }
      this.lastByte = performance.now();
      text += decoder.decode(value, { stream: true });
      const frames = text.split("\n\n");
      text = frames.pop();
      frames.forEach((frame) => this.take(frame));
    }
  }

  take(frame) {
    const lines = frame.split("\n");
    if (!lines.includes("event: kiosk")) { return; }
    const data = lines.filter((l) => l.startsWith("data: ")).map((l) => l.slice(6)).join("\n");
    this.backoff.reset();
    try {
      this.onKiosk(JSON.parse(data));
    } catch (e) { /* an unreadable event changes nothing */ }
  }
}
