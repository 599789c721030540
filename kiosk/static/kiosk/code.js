// The code for residents' phones: a rotating one that changes every half minute if the
// page can sign, otherwise the printed one.
import { qrSVG } from "./qrcode.js";
import { SLOT, canSign, slotOf, slotCode } from "./slotcode.js";

export class Code {
  // holder is the element for the drawing; addressOf returns the address of a code.
  constructor(holder, addressOf) {
    this.holder = holder;
    this.addressOf = addressOf;
    this.shown = ""; // key of the current drawing
  }

  // draw shows the code of a server time, if it is not shown yet. It returns the remaining
  // ms of the code, null for the printed one. kiosk is the server's state of the tablet.
  draw(kiosk, now) {
    const counter = kiosk.counter.code;
    if (!kiosk.slot_key || !canSign()) {
      this.drawPrinted(counter, kiosk.printed);
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
    if (this.shown !== wanted) { return; } // a newer draw was faster
    const address = this.addressOf(counter, code);
    this.place(qrSVG(address), address);
  }

  drawPrinted(counter, code) {
    if (!code || this.shown === code) { return; } // a state of an earlier version has none
    this.shown = code;
    const address = this.addressOf(counter, code);
    this.place(qrSVG(address), address);
  }

  place(picture, address) {
    this.holder.textContent = "";
    this.holder.appendChild(picture);
    this.holder.setAttribute("data-address", address);
  }
}

// addressOn returns the address of a code, for the bot or the phone page as the document
// says.
export function addressOn(counter, code) {
  const { base, bot } = document.body.dataset;
  return bot ? bot + code : base + "/r/" + counter + "?pass=" + code;
}
