// SPDX-License-Identifier: GPL-3.0-or-later
// The program's thread as the page sees it: started, told of keys, and heard.
import { Flag } from './flag.js';

const CONTROL_C = 3;

export class Program {
  // `hear` has a function for each thing that the worker tells (site/worker.js).
  constructor(worker, hear) {
    this.worker = worker;
    this.encoder = new TextEncoder();
    this.sent = 0; // how often there were keys
    worker.onmessage = ({ data }) => {
      for (const [name, value] of Object.entries(data)) hear[name](value);
    };
    worker.onerror = why => hear.failed(why.message ?? '');
    this.flag = new Flag(message => this.tell(message));
  }

  start(what) {
    this.tell({ start: what });
  }

  tell(message) {
    this.worker.postMessage(message);
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
