// The ratings that the server has not confirmed yet, and the finally refused ratings, which
// are kept for staff.
import { asked } from "./database.js";
import { newID } from "./ids.js";

// A kept rating: {device, seq, id, at, epoch, post, stored, change, revision}. post is the
// first request; change contains the unconfirmed additions; stored is true when the server
// has the post; at and epoch are the time by the tablet's clock. The last confirmation
// removes the rating.
export class Queue {
  constructor(db) { this.db = db; }

  // add stores a rating of the device with an id and the device's next sequence number, and
  // resolves with it when it is on the disk.
  add(device, post, at, epoch) {
    return this.db.write(["devices", "ratings"], async (store) => {
      const already = post.id && await asked(store("ratings").index("id").get(post.id));
      if (already) { return already; } // an earlier try was only slow
      const owner = await asked(store("devices").get(device.n));
      owner.seq += 1;
      const rating = {
        device: owner.n, seq: owner.seq, id: post.id || newID(), at, epoch,
        post: Object.assign({}, post), stored: false, change: null, revision: 0,
      };
      rating.post.id = rating.id;
      rating.post.seq = rating.seq;
      store("devices").put(owner);
      store("ratings").add(rating);
      return rating;
    });
  }

  // amend adds to a rating in the queue or among the refused ones. Each field of change
  // replaces the previous one.
  amend(rating, change) {
    return this.db.write(["ratings", "refused"], async (store) => {
      const place = [rating.device, rating.seq];
      const waiting = await asked(store("ratings").get(place));
      const refused = waiting ? null : await asked(store("refused").get(place));
      const kept = waiting || refused || Object.assign({}, rating, { stored: true, change: null });
      rating.revision += 1;
      kept.revision = rating.revision;
      kept.change = Object.assign({}, kept.change, change);
      store(refused ? "refused" : "ratings").put(kept);
    });
  }

  get(rating) {
    return this.db.read(["ratings"], (store) => asked(store("ratings").get([rating.device, rating.seq])));
  }

  // head returns the oldest ratings in the order of their sequence numbers, without those
  // of the devices in skip.
  head(limit, skip) {
    return this.db.read(["devices", "ratings"], async (store) => {
      const devices = await asked(store("devices").getAllKeys());
      const some = await Promise.all(devices.filter((n) => !skip(n)).map(
        (n) => asked(store("ratings").getAll(IDBKeyRange.bound([n], [n, []]), limit))));
      return [].concat(...some);
    });
  }

  // replacePost changes the post of a rating that is not yet sent.
  replacePost(rating, changes) {
    return this.change(rating, (kept) => {
      kept.post = Object.assign({}, kept.post, changes);
      return kept;
    });
  }

  // posted records that the server has the post; changed records that it has the change of
  // a revision.
  posted(rating) {
    return this.change(rating, (kept) => {
      kept.stored = true;
      return kept.change ? kept : null;
    });
  }

  changed(rating, revision) {
    return this.change(rating, (kept) => (kept.revision === revision ? null : kept));
  }

  // change replaces a kept rating with the result of f, or removes it for null.
  change(rating, f) {
    return this.db.write(["ratings"], async (store) => {
      const place = [rating.device, rating.seq];
      const kept = await asked(store("ratings").get(place));
      if (!kept) { return; }
      const next = f(kept);
      if (next) { store("ratings").put(next); } else { store("ratings").delete(place); }
    });
  }

  // refuse moves a rating to the refused ones, with the verdict {status, code, body, at}.
  refuse(rating, verdict) {
    return this.db.write(["ratings", "refused"], async (store) => {
      const place = [rating.device, rating.seq];
      const kept = await asked(store("ratings").get(place));
      if (!kept) { return; }
      store("refused").put(Object.assign(kept, { verdict }));
      store("ratings").delete(place);
    });
  }

  refused() {
    return this.db.read(["refused"], (store) => asked(store("refused").getAll()));
  }

  // retryRefused moves all refused ratings back to the queue.
  retryRefused() {
    return this.db.write(["ratings", "refused"], async (store) => {
      const all = await asked(store("refused").getAll());
      all.forEach((kept) => {
        delete kept.verdict;
        store("ratings").put(kept);
      });
      store("refused").clear();
      return all.length;
    });
  }

  // waiting returns in one transaction the number of waiting ratings of a device, the
  // oldest of them, the number of refused ratings, and the last sequence number; without a
  // device, for all devices of the tablet.
  waiting(device) {
    const of = device ? IDBKeyRange.bound([device.n], [device.n, []]) : undefined;
    return this.db.read(["devices", "ratings", "refused"], async (store) => {
      const [count, first, refused, owner] = await Promise.all([
        asked(store("ratings").count(of)), asked(store("ratings").getAll(of, 1)), asked(store("refused").count(of)),
        device && asked(store("devices").get(device.n))]);
      return { count, oldest: first[0] || null, refused, seq: owner ? owner.seq : 0 };
    });
  }

  // everything returns all unconfirmed ratings, the refused ones last.
  everything() {
    return this.db.read(["ratings", "refused"], async (store) => {
      const both = await Promise.all(["ratings", "refused"].map((name) => asked(store(name).getAll())));
      return [].concat(...both);
    });
  }
}
