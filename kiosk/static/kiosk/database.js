// The tablet's store: IndexedDB with promises. A write resolves only when its transaction
// is on the disk.

// SCHEMA increases with every change of the store's structure, and upgrade gets a step for
// it. An application older than the store does not change it.
export const SCHEMA = 1;

const NAME = "suaraloket";
const PATIENCE = 4000;  // ms: a store that takes longer to write counts as broken
const OPENING = 20000;  // ms: a store that takes longer to open counts as broken

// StoreError is the reason why the store is unusable: "newer" than the application, or
// "broken".
export class StoreError extends Error {
  constructor(kind, cause) {
    super(kind + (cause ? ": " + (cause.message || cause.name) : ""));
    this.kind = kind;
    this.reason = cause ? cause.name : "";
    this.browsers = cause instanceof DOMException; // the browser's error, not one of ours
  }
}

// upgrade migrates a store of any earlier schema; 0 is a new store.
function upgrade(db, from) {
  if (from < 1) {
    db.createObjectStore("meta", { keyPath: "name" });
    db.createObjectStore("devices", { keyPath: "n", autoIncrement: true }).createIndex("key", "key", { unique: true });
    db.createObjectStore("ratings", { keyPath: ["device", "seq"] }).createIndex("id", "id", { unique: true });
    db.createObjectStore("refused", { keyPath: ["device", "seq"] });
  }
}

function connect(onOutdated) {
  return new Promise((resolve, reject) => {
    let request;
    try {
      request = indexedDB.open(NAME, SCHEMA);
    } catch (e) {
      reject(new StoreError("broken", e));
      return;
    }
    request.onupgradeneeded = (e) => upgrade(request.result, e.oldVersion);
    request.onerror = () => reject(new StoreError(request.error.name === "VersionError" ? "newer" : "broken", request.error));
    request.onsuccess = () => {
      const db = request.result;
      // Another page has a newer application, which must not wait for this page.
      db.onversionchange = () => { db.close(); onOutdated(); };
      resolve(db);
    };
  });
}

// asked returns a promise of a request's result.
export function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function patiently(promise, patience) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new StoreError("broken", new Error("no answer"))), patience);
  });
  const stop = () => clearTimeout(timer);
  promise.then(stop, stop);
  return Promise.race([promise, late]);
}

export class Database {
  // onOutdated is called when a newer application upgrades the store.
  constructor(onOutdated) {
    this.onOutdated = onOutdated || (() => {});
    this.opening = null;
  }

  // open rejects with a StoreError; it can be called again.
  open() {
    if (!this.opening) {
      this.opening = patiently(connect(this.onOutdated), OPENING);
      this.opening.then(
        (db) => { db.onclose = () => { this.opening = null; }; },
        () => { this.opening = null; });
    }
    return this.opening;
  }

  // write runs work in one transaction over the stores and resolves with its result when
  // all of it is on the disk. Otherwise it rejects, and nothing is written.
  write(names, work) { return patiently(this.run(names, "readwrite", work), PATIENCE); }

  read(names, work) { return patiently(this.run(names, "readonly", work), PATIENCE); }

  // run tries once more with a new connection: browsers close one without a word, or leave
  // one that fails with any error until it is opened anew.
  async run(names, mode, work) {
    let opening;
    try {
      opening = this.open();
      return await once(await opening, names, mode, work);
    } catch (e) {
      if (!worthAnotherTry(e)) { throw e; }
      if (this.opening === opening) { this.drop(); }
    }
    return once(await this.open(), names, mode, work);
  }

  // drop forgets the connection, and closes it if it can still be closed.
  drop() {
    const opening = this.opening;
    this.opening = null;
    if (opening) { opening.then((db) => db.close()).catch(() => {}); }
  }
}

// worthAnotherTry says whether an error may be one of the connection and not of the work: a
// full disk, a duplicate and an error of our own stay.
function worthAnotherTry(e) {
  return e instanceof StoreError && e.kind === "broken" && e.browsers && !["QuotaExceededError", "ConstraintError"].includes(e.reason);
}

async function once(db, names, mode, work) {
  let tx;
  try {
    tx = db.transaction(names, mode, { durability: "strict" });
  } catch (e) {
    throw new StoreError("broken", e);
  }
  return finished(tx, work);
}

function finished(tx, work) {
  return new Promise((resolve, reject) => {
    let result;
    let failure = null;
    tx.oncomplete = () => resolve(result);
    tx.onabort = () => reject(new StoreError("broken", failure || tx.error));
    Promise.resolve(work((name) => tx.objectStore(name))).then(
      (r) => { result = r; },
      (e) => {
        failure = e;
        try { tx.abort(); } catch (gone) { reject(new StoreError("broken", e)); }
      });
  });
}
