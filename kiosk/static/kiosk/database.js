// The tablet's own store: IndexedDB with promises, and nothing taken for written
// before its transaction is on the disk.

// SCHEMA grows with every change of the store's shape, with a step in upgrade. An
// application older than the store leaves it alone.
export const SCHEMA = 1;

const NAME = "suaraloket";
const PATIENCE = 4000;  // ms: a store that takes longer to write is taken for broken
const OPENING = 20000;  // ms: one that takes longer to open

// StoreError says why the store cannot be used: "newer" than this application or "broken".
export class StoreError extends Error {
  constructor(kind, cause) {
    super(kind + (cause ? ": " + (cause.message || cause.name) : ""));
    this.kind = kind;
  }
}

// upgrade brings a store of any earlier schema to this one; 0 is none.
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
      // Another page brings a newer application: it must not wait for this one.
      db.onversionchange = () => { db.close(); onOutdated(); };
      resolve(db);
    };
  });
}

// asked gives the result of a request.
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
  // onOutdated is called when a newer application has taken the store.
  constructor(onOutdated) {
    this.onOutdated = onOutdated || (() => {});
    this.opening = null;
  }

  // open refuses with a StoreError; it can be tried again.
  open() {
    if (!this.opening) {
      this.opening = patiently(connect(this.onOutdated), OPENING);
      this.opening.then(
        (db) => { db.onclose = () => { this.opening = null; }; },
        () => { this.opening = null; });
    }
    return this.opening;
  }

  // write makes one transaction over the stores and gives what work gave once all of
  // it is on the disk; it refuses, and leaves nothing half-written, otherwise.
  write(names, work) { return patiently(this.run(names, "readwrite", work), PATIENCE); }

  read(names, work) { return patiently(this.run(names, "readonly", work), PATIENCE); }

  async run(names, mode, work) {
    let db = await this.open();
    let tx;
    try {
      tx = db.transaction(names, mode, { durability: "strict" });
    } catch (e) {
      if (e.name !== "InvalidStateError") { throw new StoreError("broken", e); }
      this.opening = null; // the browser has closed it
      db = await this.open();
      tx = db.transaction(names, mode, { durability: "strict" });
    }
    return finished(tx, work);
  }
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
