#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// site/node.js WEB WORD...: the program for browsers under node, in this terminal or with files for its streams; its
// folder is in memory.  For tests, and for the pages that it writes itself (site/pages.js).
import { createRequire } from 'node:module';
import { readFileSync, writeSync } from 'node:fs';
import { Tty } from './tty.js';
import { Home, HOME } from './home.js';
import { staged } from './stage.js';

const { stdin, stdout, argv, env } = process;
const [web, ...words] = argv.slice(2);
const is_terminal = !!(stdin.isTTY && stdout.isTTY);

function write_all(fd, bytes) {
  for (let from = 0; from < bytes.length;)
    try {
      from += writeSync(fd, bytes, from);
    } catch (why) {
      if (why.code !== 'EAGAIN') throw why; // a pipe that is full
    }
}

const tty = new Tty({ rows: stdout.rows || 24, cols: stdout.columns || 80, is_terminal, write: bytes => write_all(1, bytes) });
tty.used_ms = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const program = await createRequire(import.meta.url)(`${web}/program/bptt-repl`)({
  tty,
  noInitialRun: true,
  wasmBinary: readFileSync(`${web}/program/bptt-repl.wasm`),
  printErr: text => write_all(2, Buffer.from(`${text}\n`)),
  preRun: [module => {
    Object.assign(module.ENV, { HOME, LANG: 'C.UTF-8', TERM: env.TERM, ...(env.LANGUAGE && { LANGUAGE: env.LANGUAGE }) });
    new Home(module.FS).ship(staged(web));
  }],
});
if (is_terminal) {
  stdin.setRawMode(true);
  stdin.on('data', bytes => tty.type(bytes));
  stdin.on('end', () => tty.end());
} else { // all of it at once: a script's reader gives node no turn to bring more
  if (!stdin.isTTY) tty.type(readFileSync(0));
  tty.end();
}
stdout.on('resize', () => tty.resize(stdout.rows, stdout.columns));
let status = program.callMain(words);
if (program.Asyncify.currData) status = await program.Asyncify.whenDone();
if (is_terminal) stdin.setRawMode(false);
process.exit(status);
