// SPDX-License-Identifier: GPL-3.0-or-later
// The program's thread as the page sees it: started, told of keys, and heard.
import { Flag } from './flag.js';

const CONTROL_C = 3;

export class Program {
  // `hear` has a function for each thing that the worker tells (site/worker.js); `make` makes the worker.
  constructor(make, hear) {
    this.make = make;
    this.hear = hear;
    this.encoder = new TextEncoder();
  }

  start(what) {
    this.worker?.terminate();
    this.worker = this.make();
    this.sent = 0; // how often there were keys
    this.worker.onmessage = ({ data }) => {
      for (const [name, value] of Object.entries(data)) this.hear[name]?.(value);
    };
    this.worker.onerror = why => this.hear.failed(why.message ?? '');
    this.flag = new Flag(message => this.tell(message));
    this.tell({ start: what });
  }

  tell(message) {
    this.worker?.postMessage(message);
  }

  type(text) {
    this.type_bytes(this.encoder.encode(text));
  }

  type_bytes(bytes) {
    if (bytes.includes(CONTROL_C)) this.flag.raise(); // it may be working
    this.sent++;
    this.tell({ keys: bytes });
  }

  resize(rows, cols) {
    this.tell({ size: [rows, cols] });
  }
}
