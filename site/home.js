// SPDX-License-Identifier: GPL-3.0-or-later
// The learner's folder in the program's memory: what it holds comes from the page and is told to the page when it has
// changed, which keeps it (site/store.js).  Paths are relative to the folder.

export const HOME = '/home/learner';

const folder_of = path => path.slice(0, path.lastIndexOf('/'));
const state_of = node => `${node.id} ${node.timestamp} ${node.usedBytes}`;

export class Home {
  constructor(FS) {
    this.FS = FS;
    this.known = new Map(); // path: what tells one state of a file from another
    FS.mkdirTree(HOME);
    FS.chdir(HOME);
  }

  // Files of the program's own: [path from the root, bytes] of each.
  ship(files) {
    for (const [path, bytes] of files) {
      this.FS.mkdirTree(folder_of(path));
      this.FS.writeFile(path, bytes, { canOwn: true });
    }
  }

  // What comes from the page is known to it: [path, bytes, or null where there is to be none] of each.
  take(files) {
    for (const [path, bytes] of files) {
      const full = `${HOME}/${path}`;
      if (bytes) {
        this.FS.mkdirTree(folder_of(full));
        this.FS.writeFile(full, bytes);
        this.known.set(path, state_of(this.FS.lookupPath(full).node));
      } else {
        this.known.delete(path);
        try {
          this.FS.unlink(full);
        } catch {} // it is gone already
      }
    }
  }

  // [path, bytes] of each file that is new or another than before; null for bytes: it is gone.
  changes() {
    const found = [], seen = new Set();
    this.visit('', (path, node) => {
      const state = state_of(node);
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
