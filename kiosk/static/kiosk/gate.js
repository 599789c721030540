// Five wrong PINs rest a minute, also over a reload and on every page of the tablet.
import { asked } from "./database.js";

const TRIES = 5;
const REST = 60000; // ms

export class Gate {
  constructor(db) {
    this.db = db;
    this.memory = null; // where there is no store
  }

  // left gives the ms that are to be waited. A clock that was set back makes it no longer.
  async left() {
    const kept = await this.db.read(["meta"], (store) => asked(store("meta").get("gate"))).catch(() => this.memory);
    return kept ? Math.min(REST, Math.max(0, kept.until - Date.now())) : 0;
  }

  // passes counts a try and says whether it was right; while it rests none is.
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
