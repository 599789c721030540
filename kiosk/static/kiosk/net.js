// Requests to the server: each has a timeout, and each answer contains the server's time.

const PATIENCE = 15000; // ms until a request times out

// NoAnswer: no answer came in time. The request may have arrived or not.
export class NoAnswer extends Error {}

export class Net {
  constructor(clock, signatures) { Object.assign(this, { clock, signatures }); }

  // ask resolves with {status, ok, code, body, text, wait}: the code of a problem, the JSON
  // body (null otherwise), and the seconds of Retry-After. It rejects with NoAnswer.
  async ask(method, path, key, body) {
    const text = body === undefined ? "" : JSON.stringify(body);
    const signed = await this.signatures.of(key, method, path, text);
    const answer = await this.once(method, path, { key, signed, text });
    if (answer.code !== "tablet_signature" || signed) { return answer; }
    // Another page has sent the public key meanwhile.
    return this.once(method, path, { key, signed: await this.signatures.of(key, method, path, text), text });
  }

  async once(method, path, sent) {
    const left = performance.now();
    const stop = window.AbortController ? new AbortController() : null;
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => {
        reject(new NoAnswer("late"));
        if (stop) { stop.abort(); }
      }, PATIENCE);
    });
    try {
      return await Promise.race([this.answer(fetch(path, init(method, sent, stop)), left), late]);
    } catch (e) {
      throw e instanceof NoAnswer ? e : new NoAnswer(e.message);
    } finally {
      clearTimeout(timer);
    }
  }

  async answer(fetching, left) {
    const response = await fetching;
    const text = await response.text();
    const body = parsed(text);
    this.clock.contact(...served(response, body, left));
    return {
      status: response.status, ok: response.ok, text, body,
      code: (body && typeof body.code === "string" && body.code) || "",
      wait: seconds(response.headers.get("Retry-After")),
    };
  }
}

function init(method, { key, signed, text }, stop) {
  const headers = {};
  if (key) { headers.Authorization = "Bearer " + key; }
  if (signed) { headers["Tablet-Signature"] = signed; }
  if (text) { headers["Content-Type"] = "application/json"; }
  const init = { method, headers, cache: "no-store", credentials: "omit", redirect: "error" };
  if (text) { init.body = text; }
  if (stop) { init.signal = stop.signal; }
  return init;
}

function parsed(text) {
  try { return JSON.parse(text); } catch (e) { return null; }
}

// served reads the server's time: "now" of a body is exact, the Date header has whole
// seconds.
function served(response, body, left) {
  const now = body && typeof body.now === "string" ? Date.parse(body.now) : NaN;
  if (isFinite(now)) { return [now, left, true]; }
  return [Date.parse(response.headers.get("Date")) + 500, left, false];
}

function seconds(header) {
  if (!header) { return 0; }
  const number = Number(header);
  const until = isFinite(number) ? number : (Date.parse(header) - Date.now()) / 1000;
  return Math.min(3600, Math.max(0, until || 0));
}
