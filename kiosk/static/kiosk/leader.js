// Elects one sending page of the device: with the browser's locks if it has them, otherwise
// with a lease in the store.
import { asked } from "./database.js";
import { newID } from "./ids.js";

const LEASE = 40000; // ms; longer than a request may take
const RENEW = 5000;  // ms
const LAST = 17000;  // ms: the minimum remaining lease for a new request

export class Leader {
  constructor(db, onLead) {
    this.db = db;
    this.onLead = onLead;
    this.id = newID();
    this.until = 0;
    if (navigator.locks && navigator.locks.request) {
      navigator.locks.request("suaraloket.sender", () => {
        this.until = Infinity;
        onLead();
        return new Promise(() => {}); // held until the page closes
      }).catch(() => this.takeTurns());
    } else {
      this.takeTurns();
    }
  }

  // leads reports whether this page may start a request now.
  leads() { return this.until - Date.now() > LAST; }

  takeTurns() {
    const renew = () => this.renew().catch(() => {});
    setInterval(renew, RENEW);
    window.addEventListener("pagehide", () => { if (this.leads()) { this.release(); } });
    renew();
  }

  async renew() {
    const led = this.leads();
    this.until = await this.db.write(["meta"], async (store) => {
      const now = Date.now();
      const lease = await asked(store("meta").get("lease"));
      // A lease that ends too far in the future is from before a change of the clock.
      if (lease && lease.holder !== this.id && lease.until > now && lease.until <= now + LEASE) { return 0; }
      store("meta").put({ name: "lease", holder: this.id, until: now + LEASE });
      return now + LEASE;
    });
    if (!led && this.leads()) { this.onLead(); }
  }

  release() {
    this.until = 0;
    this.db.write(["meta"], (store) => { store("meta").delete("lease"); }).catch(() => {});
  }
}
