// SPDX-License-Identifier: GPL-3.0-or-later
// Where the page's scripts begin: finds the program's parts, beside this page or within it, and opens it.
import { Page } from './page.js';

async function unpack(id) {
  const letters = atob(document.getElementById(id).textContent);
  const stream = new Blob([Uint8Array.from(letters, letter => letter.charCodeAt(0))]).stream();
  return new Uint8Array(await new Response(stream.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer());
}

// The first visit has no service worker yet: the page is loaded again once there is one, unless that did not help.
async function isolate(up) {
  if (crossOriginIsolated || !navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register(`${up}service.js`);
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller && sessionStorage.getItem('bptt-repl isolated')) return;
    sessionStorage.setItem('bptt-repl isolated', 'tried');
    location.reload();
    await new Promise(() => {});
  } catch {} // then Ctrl-C takes its other way (site/flag.js)
}

async function begin(place) {
  const { up, asked } = place.dataset;
  const parts = { asked: JSON.parse(asked) };
  if (document.getElementById('packed-wasm')) {
    const worker = URL.createObjectURL(new Blob([await unpack('packed-worker')], { type: 'text/javascript' }));
    parts.make_worker = () => new Worker(worker);
    parts.binary = () => unpack('packed-wasm');
  } else {
    await isolate(up);
    parts.make_worker = () => new Worker(`${up}worker.js`);
  }
  globalThis.page = new Page(place, parts); // for tests, and for who looks into it
  await page.open();
}

begin(document.getElementById('program'));
