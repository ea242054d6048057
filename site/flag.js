// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl-C while the program works.  Its thread hears no message then, so the page leaves it a sign that it can look at.
// A page that is isolated (site/service.js) shares a number with it.  Another one gives it the address of an empty blob
// and takes that back: an address that leads nowhere is the sign.  Of a page from a disk some browsers (Chromium) let
// threads read no address; there Ctrl-C is heard when the work is done.

const LOOK_MS = 50; // how often an address is looked at, which takes a while; a number is looked at always

// The page's side.  `tell` brings a message to the worker; new signs are told so.
export class Flag {
  constructor(tell) {
    this.tell = tell;
    this.is_heard = true; // before the work is done
    this.renew();
  }

  renew() {
    if (globalThis.crossOriginIsolated) this.number ??= new Int32Array(new SharedArrayBuffer(4));
    else this.address = URL.createObjectURL(new Blob([]));
    this.tell({ flag: { number: this.number, address: this.address } });
  }

  raise() {
    if (this.number) return void Atomics.store(this.number, 0, 1);
    URL.revokeObjectURL(this.address);
    this.renew();
  }
}

// The worker's side.
export function leads_somewhere(address) {
  try {
    const request = new XMLHttpRequest();
    request.open('GET', address, false);
    request.send();
    return true;
  } catch {
    return false;
  }
}

// A function that says, once, whether the flag was raised.
export function flag_reader({ number, address }) {
  if (number) return () => Atomics.exchange(number, 0, 0) === 1;
  let last = 0;
  return () => {
    const now = performance.now();
    if (!address || now - last < LOOK_MS) return false;
    last = now;
    if (leads_somewhere(address)) return false;
    address = null;
    return true;
  };
}
