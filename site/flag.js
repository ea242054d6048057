// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl-C while the program works.  Its thread hears no message then, so the page leaves it a sign that it can look at.
// A page that is isolated (site/service.js) shares a number with it.  Another one gives it the address of an empty blob
// and takes that back: an address that leads nowhere is the sign.  A page from a disk has neither: browsers let its
// threads read no address, and Ctrl-C is heard when the work is done.

const LOOK_MS = 50; // how often an address is looked at, which takes a while; a number is looked at always

// The page's side.  `tell` brings a message to the worker; new signs are told so.
export class Flag {
  constructor(tell) {
    this.tell = tell;
    this.renew();
  }

  renew() {
    if (globalThis.crossOriginIsolated) this.number ??= new Int32Array(new SharedArrayBuffer(4));
    else if (this.is_heard()) this.address = URL.createObjectURL(new Blob([]));
    this.tell({ flag: { number: this.number, address: this.address } });
  }

  // Whether it is before the work is done.
  is_heard() {
    return location.protocol !== 'file:';
  }

  raise() {
    if (!this.is_heard()) return;
    if (this.number) return void Atomics.store(this.number, 0, 1);
    URL.revokeObjectURL(this.address);
    this.renew();
  }
}

// The worker's side: a function that says, once, whether the flag was raised.
export function flag_reader({ number, address }) {
  if (number) return () => Atomics.exchange(number, 0, 0) === 1;
  let last = 0;
  return () => {
    const now = performance.now();
    if (!address || now - last < LOOK_MS) return false;
    last = now;
    try {
      const request = new XMLHttpRequest();
      request.open('GET', address, false);
      request.send();
      return false;
    } catch {
      address = null;
      return true;
    }
  };
}
