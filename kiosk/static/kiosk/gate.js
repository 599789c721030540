// After five wrong PINs the tablet waits a minute, also after a reload and on all pages.
import { asked } from "./database.js";

const TRIES = 5;
const REST = 60000; // ms

export class Gate {
  constructor(db) {
    this.db = db;
    this.memory = null; // used without a store
  }

  // left returns the remaining wait in ms. Setting the clock back does not extend it.
  async left() {
    const kept = await this.db.read(["meta"], (store) => asked(store("meta").get("gate"))).catch(() => this.memory);
    return kept ? Math.min(REST, Math.max(0, kept.until - Date.now())) : 0;
  }

  // passes counts a try and returns whether it passes; during the wait none does.
  async passes(right) {
    try {
      return await this.db.write(["meta"], async (store) => {
        const [next, passed] = tried(await asked(store("meta").get("gate")), right);
        store("meta").put(next);
        return passed;
      });
    } catch (e) {
      const [next, passed] = tried(this.memory, right);
      this.memory = next;
      return passed;
    }
  }
}

function tried(kept, right) {
  const now = Date.now();
  const state = Object.assign({ name: "gate", tries: 0, until: 0 }, kept);
  if (state.until > now && state.until <= now + REST) { return [state, false]; }
  state.tries = right ? 0 : state.tries + 1;
  state.until = state.tries >= TRIES ? now + REST : 0;
  if (state.until) { state.tries = 0; }
  return [state, right];
}
