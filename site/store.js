// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept in this browser from one visit to the next: the files of the learner's folder (site/home.js), by path.
// A browser that keeps nothing (a private window, a full disk) has a store that forgets: is_lasting says so.  Pages of
// one browser tell each other what they keep, so that the programs on them share a folder as they do elsewhere.

const NAME = 'bptt-repl', TABLE = 'files';

function promise_of(request) {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

export class Store {
  // told(changed): another page has kept that.
  static async open(told) {
    const store = new Store();
    store.files = new Map();
    store.channel = new BroadcastChannel(NAME);
    store.channel.onmessage = ({ data }) => {
      store.note(data);
      told(data);
    };
    try {
      const opening = indexedDB.open(NAME, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
      store.base = await promise_of(opening);
      const table = store.base.transaction(TABLE).objectStore(TABLE);
      const [paths, contents] = await Promise.all([promise_of(table.getAllKeys()), promise_of(table.getAll())]);
      paths.forEach((path, i) => store.files.set(path, contents[i]));
      store.is_lasting = true;
    } catch {
      store.is_lasting = false;
    }
    return store;
  }

  note(changed) {
    for (const [path, bytes] of changed)
      if (bytes) this.files.set(path, bytes);
      else this.files.delete(path);
  }

  // [path, bytes] of each file; null for bytes: it is removed.
  async keep(changed) {
    this.note(changed);
    this.channel.postMessage(changed);
    if (!this.is_lasting) return;
    try {
      const transaction = this.base.transaction(TABLE, 'readwrite'), table = transaction.objectStore(TABLE);
      for (const [path, bytes] of changed)
        if (bytes) table.put(bytes, path);
        else table.delete(path);
      await new Promise((done, fail) => {
        transaction.oncomplete = done;
        transaction.onabort = () => fail(transaction.error);
      });
    } catch {
      this.is_lasting = false;
    }
  }

  // What the learner made or brought: not the program's own, whose folders begin with a dot.
  visible() {
    return [...this.files.keys()].filter(path => !path.startsWith('.')).sort();
  }

  // All of it as one text, to be taken along, and back.
  write() {
    const files = {};
    for (const [path, bytes] of this.files) files[path] = btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
    return JSON.stringify({ 'bptt-repl': 1, files });
  }

  // Throws where the text is none of ours.
  async read(text) {
    const { 'bptt-repl': version, files } = JSON.parse(text);
    if (version !== 1) throw new Error('another format');
    const changed = Object.entries(files).map(([path, letters]) => {
      if (path.split('/').some(part => part === '' || part === '.' || part === '..')) throw new Error(path);
      return [path, Uint8Array.from(atob(letters), letter => letter.charCodeAt(0))];
    });
    await this.keep(changed);
  }
}
