// SPDX-License-Identifier: GPL-3.0-or-later
// The program's thread.  It is told, in this order: `flag` (site/flag.js), `start`, then `keys` (bytes), `size` ([rows,
// columns]), `file` ([path, bytes or null]) whenever there are some.  It tells: `show` (bytes for the terminal),
// `changed` (site/home.js), `waits` each time it has nothing to do (how many `keys` came), `over` (the exit status) or `failed` (why).
import { Tty } from './tty.js';
import { Home, HOME } from './home.js';
import { flag_reader } from './flag.js';

let tty, home, came = 0;
let take_flag = () => false;

function tell_changes() {
  const changed = home.changes();
  if (changed.length) postMessage({ changed });
}

async function start({ words, environment, rows, cols, files, binary }) {
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
  const module = await bptt({
    tty,
    noInitialRun: true,
    wasmBinary: binary, // undefined: it lies beside the script
    printErr: text => postMessage({ show: new TextEncoder().encode(`${text}\r\n`) }),
    preRun: [module => {
      Object.assign(module.ENV, { HOME, ...environment });
      home = new Home(module.FS);
      home.take(files);
    }],
  });
  module.callMain(words);
  const status = module.Asyncify.currData ? await module.Asyncify.whenDone() : 0;
  tell_changes();
  postMessage({ over: status });
}

const heard = {
  flag: flag => (take_flag = flag_reader(flag)),
  start: what => start(what).catch(why => {
    console.error(why);
    postMessage({ failed: String(why?.message ?? why) });
  }),
  keys: bytes => {
    came++;
    tty?.type(bytes);
  },
  size: ([rows, cols]) => tty?.resize(rows, cols),
  file: ([path, bytes]) => {
    if (bytes) home.put(path, bytes);
    else home.remove(path);
    tell_changes();
  },
};

addEventListener('message', ({ data }) => {
  for (const [name, value] of Object.entries(data)) heard[name](value);
});
