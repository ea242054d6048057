// SPDX-License-Identifier: GPL-3.0-or-later
// The learner's folder in the program's memory: what it holds comes from the page and is told to the page when it has
// changed, which keeps it (site/store.js).  Paths are relative to the folder.

export const HOME = '/home/learner';

export class Home {
  constructor(FS) {
    this.FS = FS;
    this.known = new Map(); // path: what tells one state of a file from another
    FS.mkdirTree(HOME);
    FS.chdir(HOME);
  }

  put(path, bytes) {
    const full = `${HOME}/${path}`;
    this.FS.mkdirTree(full.slice(0, full.lastIndexOf('/')));
    this.FS.writeFile(full, bytes);
  }

  // What came from the page is known to it.
  take(files) {
    for (const [path, bytes] of files) this.put(path, bytes);
    this.changes();
  }

  remove(path) {
    try {
      this.FS.unlink(`${HOME}/${path}`);
    } catch {} // it is gone already
  }

  // [path, bytes] of each file that is new or another than before; null for bytes: it is gone.
  changes() {
    const found = [], seen = new Set();
    this.visit('', (path, node) => {
      const state = `${node.id} ${node.timestamp} ${node.usedBytes}`;
      seen.add(path);
      if (this.known.get(path) === state) return;
      this.known.set(path, state);
      found.push([path, this.FS.readFile(`${HOME}/${path}`)]);
    });
    for (const path of this.known.keys())
      if (!seen.has(path)) {
        this.known.delete(path);
        found.push([path, null]);
      }
    return found;
  }

  visit(folder, each) {
    for (const name of this.FS.readdir(`${HOME}/${folder}`)) {
      if (name === '.' || name === '..') continue;
      const path = folder ? `${folder}/${name}` : name;
      const { node } = this.FS.lookupPath(`${HOME}/${path}`);
      if (this.FS.isDir(node.mode)) this.visit(path, each);
      else each(path, node);
    }
  }
}
