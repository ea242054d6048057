// SPDX-License-Identifier: GPL-3.0-or-later
// The program's thread.  Its name is the language whose files it fetches beside itself, with the program; a worker
// without a name is handed them.  It is told, in this order: `flag` (site/flag.js), `start`, then `keys` (bytes), `size`
// ([rows, columns]), `file` ([path, bytes or null]) whenever there are some.  It tells: `show` (bytes for the terminal),
// `changed` (site/home.js), `deaf` where it cannot see the flag, `waits` each time it has nothing to do (how many `keys`
// came), `over` (the exit status) or `failed` (why).
import { unpack } from './pack.js';
import { thicken, THIN } from './messages.js';
import { Tty } from './tty.js';
import { Home, HOME } from './home.js';
import { flag_reader, leads_somewhere } from './flag.js';

let tty, home, came = 0;
let take_flag = () => false, is_deaf;
const early = []; // files that came before there was a folder

// ---- the program and its files, which lie packed on the host: few hosts pack them on the way

const unzip = stream => stream.pipeThrough(new DecompressionStream('gzip'));
const bytes_of = async stream => new Uint8Array(await new Response(stream).arrayBuffer());

async function fetch_stream(address) {
  const got = await fetch(address);
  if (!got.ok) throw new Error(`${address}: ${got.status}`);
  return got.body;
}

// The streams of both, as they come; both are read at once.
async function load(code, data) {
  const program = code.then(unzip).then(bytes_of);
  const [bytes, compiled, files] = await Promise.all([
    program,
    program.then(bytes => WebAssembly.compile(bytes)),
    data.then(unzip).then(bytes_of).then(unpack),
  ]);
  const whole = ([path, file]) => (path.endsWith(THIN) ? [path.slice(0, -THIN.length), thicken(file, bytes)] : [path, file]);
  return [compiled, files.map(whole)];
}

const loaded = self.name ? load(fetch_stream('bptt-repl.bin'), fetch_stream(`${self.name}.bin`)) : null;
loaded?.catch(() => {}); // start() tells of it

// ---- what happens

function tell_changes() {
  const changed = home.changes();
  if (changed.length) postMessage({ changed });
}

async function start({ words, environment, rows, cols, files, code, data }) {
  tty = new Tty({
    rows,
    cols,
    write: bytes => postMessage({ show: bytes }),
    wait_begins: () => {
      tell_changes();
      postMessage({ waits: came });
    },
    take_flag: () => take_flag(),
  });
  const stream_of = async bytes => new Blob([bytes]).stream();
  const [compiled, shipped] = await (loaded ?? load(stream_of(code), stream_of(data)));
  const module = await bptt({
    tty,
    noInitialRun: true,
    instantiateWasm: (imports, done) => {
      const instance = new WebAssembly.Instance(compiled, imports);
      done(instance, compiled);
      return instance.exports;
    },
    printErr: text => postMessage({ show: new TextEncoder().encode(`${text}\r\n`) }),
    preRun: [module => {
      Object.assign(module.ENV, { HOME, ...environment });
      home = new Home(module.FS);
      home.ship(shipped);
      home.take([...files, ...early]);
    }],
  });
  module.callMain(words);
  const status = module.Asyncify.currData ? await module.Asyncify.whenDone() : 0;
  tell_changes();
  postMessage({ over: status });
}

const heard = {
  flag: flag => {
    is_deaf ??= !flag.number && !leads_somewhere(flag.address); // the first one: nobody has taken it back yet
    if (is_deaf) postMessage({ deaf: true });
    else take_flag = flag_reader(flag);
  },
  start: what => start(what).catch(why => {
    console.error(why);
    postMessage({ failed: String(why?.message ?? why) });
  }),
  keys: bytes => {
    came++;
    tty?.type(bytes);
  },
  size: ([rows, cols]) => tty?.resize(rows, cols),
  file: file => {
    if (home) home.take([file]);
    else early.push(file);
  },
};

addEventListener('message', ({ data }) => {
  for (const [name, value] of Object.entries(data)) heard[name](value);
});
