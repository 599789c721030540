// The code for residents' own phones: one that changes every half minute where the page
// can make it, the printed one elsewhere.
import { qrSVG } from "./qrcode.js";
import { SLOT, canSign, slotOf, slotCode } from "./slotcode.js";

export class Code {
  // holder is where it is drawn; addressOf gives what a code of a counter opens.
  constructor(holder, addressOf) {
    this.holder = holder;
    this.addressOf = addressOf;
    this.shown = ""; // what it was drawn for
  }

  // draw shows the code of a moment of the server's, once, and gives the ms that it has
  // left, null for the printed one. kiosk is what the server told the tablet.
  draw(kiosk, now) {
    const counter = kiosk.counter.code;
    if (!kiosk.slot_key || !canSign()) {
      this.drawPrinted(counter);
      return null;
    }
    const slot = slotOf(now);
    this.drawSlot(kiosk.slot_key, counter, slot);
    return (slot + 1) * SLOT - now;
  }

  async drawSlot(key, counter, slot) {
    const wanted = key + counter + slot;
    if (this.shown === wanted) { return; }
    this.shown = wanted;
    const code = await slotCode(key, counter, slot);
    if (this.shown !== wanted) { return; } // the next one was faster
    const address = this.addressOf(counter, code);
    this.place(qrSVG(address), address);
  }

  drawPrinted(counter) {
    if (this.shown === counter) { return; }
    this.shown = counter;
    const picture = document.createElement("img");
    picture.alt = "";
    picture.src = "/qr/" + encodeURIComponent(counter) + ".svg";
    this.place(picture, "");
  }

  place(picture, address) {
    this.holder.textContent = "";
    this.holder.appendChild(picture);
    this.holder.setAttribute("data-address", address);
  }
}

// addressOn gives the addresses of the page, by the place that the document names.
export function addressOn(counter, code) {
  const { base, bot } = document.body.dataset;
  return bot ? bot + code : base + "/r/" + counter + "?pass=" + code;
}
