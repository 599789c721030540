// The queue as a file for upload to the portal. Each rating is signed with the key pair of its
// device.
import { signer } from "./signer.js";

const FORMAT = "suaraloket-queue-2";
const HELD = 60000; // ms for the browser to save the file

function day(ms) {
  const d = new Date(ms);
  return [d.getFullYear(), d.getMonth() + 1, d.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
}

export class Exporter {
  // parts: {queue, devices, clock}
  constructor(parts) { Object.assign(this, parts); }

  // files returns {name, text, count} for each device with ratings on the tablet: usually
  // one, more after the tablet has changed its device.
  async files() {
    const byDevice = new Map();
    (await this.queue.everything()).forEach((rating) => {
      byDevice.set(rating.device, (byDevice.get(rating.device) || []).concat(rating));
    });
    return Promise.all(Array.from(byDevice, ([n, ratings]) => this.file(n, ratings)));
  }

  async file(n, ratings) {
    const device = await this.devices.of(n);
    const sign = await signer(this.devices, device);
    const now = this.clock.now();
    const known = this.devices.known(device).counter;
    const counter = (known && known.code) || ratings[0].post.counter || "";
    const items = await Promise.all(ratings.map(async (rating) => {
      const body = JSON.stringify({ post: this.post(rating), change: rating.change });
      return { body, signature: await sign(body) };
    }));
    return {
      name: "antrean-" + counter + "-" + day(now) + ".json", count: items.length,
      text: JSON.stringify({ format: FORMAT, device: device.id, counter, exported_at: new Date(now).toISOString(), items }),
    };
  }

  // post returns the rating as it would be sent now, with its time corrected if possible.
  post(rating) {
    const at = rating.post.clock && this.clock.measured && this.clock.corrected(rating);
    return at ? Object.assign({}, rating.post, { rated_at: at, clock: undefined }) : rating.post;
  }
}

// save makes the browser download a file.
export function save(file) {
  const address = URL.createObjectURL(new Blob([file.text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  document.body.appendChild(link);
  link.click();
  document.body.removeChild(link);
  setTimeout(() => URL.revokeObjectURL(address), HELD);
}
