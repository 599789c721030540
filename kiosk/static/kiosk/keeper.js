// Keeps a rating before the thanks are shown: in the store, or on the server when the store
// is broken.
import { verdictOf } from "./verdict.js";

export class NotKept extends Error {}

export class Keeper {
  // parts: {queue, devices, clock, net, sender}
  constructor(parts) { Object.assign(this, parts); }

  // stamped adds the current time to a post.
  stamped(post) {
    return { post: Object.assign({}, post, this.clock.stamp()), at: Date.now(), epoch: this.clock.epoch };
  }

  // keep resolves with the rating when it is on the disk or confirmed by the server.
  // Otherwise it rejects with NotKept, and can be repeated with the same rating.
  async keep(given) {
    const device = this.devices.current;
    try {
      const rating = await this.queue.add(device, given.post, given.at, given.epoch);
      this.sender.soon();
      return rating;
    } catch (e) {
      return this.confirm(device, given);
    }
  }

  async confirm(device, given) {
    const answer = await this.ask(device, "POST", "/api/v1/ratings", given.post);
    if (verdictOf(answer, given.post.id) !== "done") { throw new NotKept(answer.code); }
    return { direct: true, device: device.n, id: given.post.id, post: given.post };
  }

  // amend stores additions to a rating. A rating that only the server has is changed there
  // when the person has finished.
  async amend(rating, change) {
    if (rating.direct) {
      rating.change = change;
      return;
    }
    try {
      await this.queue.amend(rating, change);
      rating.change = null;
      this.sender.settle(rating);
    } catch (e) {
      rating.change = change;
      throw new NotKept(e.message);
    }
  }

  // close is called when nothing more will be added. It rejects with NotKept when the
  // additions could get lost.
  async close(rating) {
    if (rating.direct && rating.change) {
      const answer = await this.ask(this.devices.current, "PATCH", "/api/v1/ratings/" + rating.id, rating.change);
      if (verdictOf(answer, rating.id) !== "done") { throw new NotKept(answer.code); }
    } else if (rating.change) {
      await this.queue.amend(rating, rating.change).catch((e) => { throw new NotKept(e.message); });
    }
    rating.change = null;
    if (!rating.direct) { this.sender.close(rating); }
  }

  async ask(device, method, path, body) {
    try {
      return await this.net.ask(method, path, device.key, body);
    } catch (e) {
      throw new NotKept(e.message);
    }
  }
}
