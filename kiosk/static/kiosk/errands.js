// The actions of staff on the queue: send now, retry refused ratings, export to a file.
import { report } from "./board.js";
import { number } from "./figures.js";
import { save } from "./export.js";

const LOOK = 300;     // ms between checks of the queue
const STILL = 4000;   // ms without progress after which the wait ends
const AT_MOST = 60000; // ms

function pause(ms) { return new Promise((go) => setTimeout(go, ms)); }

export class Errands {
  // parts: {queue, devices, net, sender, exporter}
  constructor(parts) {
    Object.assign(this, parts);
    this.busy = false;
  }

  // run does one action at a time and reports a failing store.
  async run(errand) {
    if (this.busy) { return; }
    this.busy = true;
    try {
      await errand();
    } catch (e) {
      report("kiosk.staff.failed", "warn");
    }
    this.busy = false;
  }

  send() { return this.run(() => this.sendNow()); }

  // again moves the refused ratings back to the queue and sends them.
  again() {
    return this.run(async () => {
      await this.queue.retryRefused();
      await this.sendNow();
    });
  }

  async sendNow() {
    const before = await this.queue.waiting();
    if (!before.count) { report("kiosk.staff.sent.nothing", "ok"); return; }
    report("kiosk.staff.sending", "warn", { n: number(before.count) });
    const device = this.devices.current;
    const answer = await this.net.ask("GET", "/api/v1/kiosk", device.key).catch(() => null);
    if (!answer || answer.status >= 500) { this.sender.hurry(); report("kiosk.staff.offline", "warn"); return; }
    this.sender.hurry();
    this.tell(before, await this.settled());
  }

  // settled waits until the queue is empty or makes no more progress.
  async settled() {
    const until = performance.now() + AT_MOST;
    let [now, moved] = [await this.queue.waiting(), performance.now()];
    while (now.count && performance.now() < Math.min(until, moved + STILL)) {
      await pause(LOOK);
      const next = await this.queue.waiting();
      if (next.count !== now.count) { moved = performance.now(); }
      now = next;
    }
    return now;
  }

  tell(before, after) {
    const refused = Math.max(0, after.refused - before.refused);
    const values = { n: number(Math.max(0, before.count - after.count - refused)), m: number(after.count), refused: number(refused) };
    if (refused) { report("kiosk.staff.sent.refused", "warn", values); return; }
    if (after.count) { report("kiosk.staff.sent.some", "warn", values); return; }
    report("kiosk.staff.sent.all", "ok", values);
  }

  save() {
    return this.run(async () => {
      const files = await this.exporter.files();
      files.forEach(save);
      if (!files.length) { report("kiosk.staff.saved.nothing", "ok"); return; }
      report("kiosk.staff.saved", "ok", {
        n: number(files.reduce((sum, file) => sum + file.count, 0)), name: files.map((file) => file.name).join(", "),
      });
    });
  }
}
