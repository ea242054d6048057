// SPDX-License-Identifier: GPL-3.0-or-later
// site/waiting.js ALONE… -- ROOT… <PROGRAM: as a list in JSON, the functions of a program (as wasm-dis writes it) that are
// on the way to a ROOT, call by call, roots included; and ALONE, which may be called from elsewhere.  A call through a
// pointer has no name: the function in which it stands has to be a root.
import { createInterface } from 'node:readline';

const callers = new Map();
let at = null;
for await (const line of createInterface({ input: process.stdin })) {
  at = /^ \(func \$(\S+)/.exec(line)?.[1] ?? at;
  const called = /\(call \$([^\s()]+)/.exec(line)?.[1];
  if (!called) continue;
  if (!callers.has(called)) callers.set(called, new Set());
  callers.get(called).add(at);
}

const words = process.argv.slice(2), middle = words.indexOf('--');
const found = new Set(words.slice(middle + 1));
for (const name of found) for (const caller of callers.get(name) ?? []) found.add(caller);
console.log(JSON.stringify([...words.slice(0, middle), ...found]));
