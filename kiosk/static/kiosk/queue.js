// The ratings that the server has not confirmed yet, and beside them those that it
// refused for good, kept for staff.
import { asked } from "./database.js";
import { newID } from "./ids.js";

// A kept rating: {device, seq, id, at, epoch, post, stored, change, revision}. post is
// what was touched first; change is what was added since and is not confirmed;
// stored says that the server has the post; at and epoch say when it was by the
// tablet's own clock. It leaves the store with its last confirmation.
export class Queue {
  constructor(db) { this.db = db; }

  // add keeps a rating of the device, with an id and the device's next running
  // number, and gives it once it is on the disk.
  add(device, post, at, epoch) {
    return this.db.write(["devices", "ratings"], async (store) => {
      const already = post.id && await asked(store("ratings").index("id").get(post.id));
      if (already) { return already; } // a try before this one was only late
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

  // amend adds to a rating wherever it is by now; each field of change replaces the
  // one before.
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

  // head gives the oldest ratings, in the order of their numbers; those of devices
  // that skip names are passed over.
  head(limit, skip) {
    return this.db.read(["devices", "ratings"], async (store) => {
      const devices = await asked(store("devices").getAllKeys());
      const some = await Promise.all(devices.filter((n) => !skip(n)).map(
        (n) => asked(store("ratings").getAll(IDBKeyRange.bound([n], [n, []]), limit))));
      return [].concat(...some);
    });
  }

  // replacePost changes what is yet to be sent.
  replacePost(rating, changes) {
    return this.change(rating, (kept) => {
      kept.post = Object.assign({}, kept.post, changes);
      return kept;
    });
  }

  // posted notes that the server has the post, changed that it has the change as it
  // was at a revision.
  posted(rating) {
    return this.change(rating, (kept) => {
      kept.stored = true;
      return kept.change ? kept : null;
    });
  }

  changed(rating, revision) {
    return this.change(rating, (kept) => (kept.revision === revision ? null : kept));
  }

  // change replaces a kept rating by what f makes of it, null for nothing.
  change(rating, f) {
    return this.db.write(["ratings"], async (store) => {
      const place = [rating.device, rating.seq];
      const kept = await asked(store("ratings").get(place));
      if (!kept) { return; }
      const next = f(kept);
      if (next) { store("ratings").put(next); } else { store("ratings").delete(place); }
    });
  }

  // refuse sets a rating apart with the server's verdict {status, code, body, at}.
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

  // retryRefused puts everything that was set apart back among what is to be sent.
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

  // waiting tells at one moment how many ratings of a device wait, which of them is the
  // oldest, how many are refused, and the last number given; with no device, of all
  // that the tablet was.
  waiting(device) {
    const of = device ? IDBKeyRange.bound([device.n], [device.n, []]) : undefined;
    return this.db.read(["devices", "ratings", "refused"], async (store) => {
      const [count, first, refused, owner] = await Promise.all([
        asked(store("ratings").count(of)), asked(store("ratings").getAll(of, 1)), asked(store("refused").count(of)),
        device && asked(store("devices").get(device.n))]);
      return { count, oldest: first[0] || null, refused, seq: owner ? owner.seq : 0 };
    });
  }

  // everything gives all that the server has not confirmed, the refused ones last.
  everything() {
    return this.db.read(["ratings", "refused"], async (store) => {
      const both = await Promise.all(["ratings", "refused"].map((name) => asked(store(name).getAll())));
      return [].concat(...both);
    });
  }
}
