// The screen of a revoked tablet. The tablet still sends its earlier ratings.
import { byId, onClick } from "./page.js";
import { t, onSpeak } from "./texts.js";
import { screen, show } from "./screens.js";

export class Ended {
  // parts: {queue, onAgain()}
  constructor(parts) {
    Object.assign(this, parts);
    onClick("#ended-again", () => this.onAgain());
    onSpeak(() => this.draw());
    setInterval(() => this.draw(), 2000);
  }

  show() {
    show("ended");
    this.draw();
  }

  async draw() {
    if (screen() !== "ended") { return; }
    const waiting = await this.queue.waiting().catch(() => null);
    const count = waiting ? waiting.count : 0;
    byId("ended-queue").textContent = count ? t("kiosk.ended.waiting", { n: count }) : t("kiosk.ended.empty");
  }
}
