// SPDX-License-Identifier: GPL-3.0-or-later
// Where the page's scripts begin: finds the program's parts, beside this page or within it, and opens it.
import { Page } from './page.js';

function bytes_of(id) {
  return Uint8Array.from(atob(document.getElementById(id).textContent), letter => letter.charCodeAt(0));
}

// From the next visit on a service worker isolates the page and has it without a network, too (site/service.js).  It is
// told what this visit has fetched.  The visit itself does not wait for it: Ctrl-C has another way (site/flag.js).
async function stay(page) {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register('service.js');
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ keep: ['program.html', 'worker.js', 'bptt-repl.bin', `${page.lang}.bin`,
      document.referrer, ...performance.getEntriesByType('resource').map(entry => entry.name)] });
  } catch {} // then it is fetched again, and a busy program hears Ctrl-C a little later
}

async function begin(place) {
  const is_file = location.protocol === 'file:', is_packed = document.getElementById('packed-worker') !== null;
  // Of a disk a browser lets a page read no other file: there is one page that needs none.
  if (is_file && !is_packed) return location.replace(`bptt-repl.html${location.hash}`);
  const parts = {};
  if (is_packed) {
    const script = await new Response(new Blob([bytes_of('packed-worker')]).stream().pipeThrough(new DecompressionStream('gzip'))).blob();
    parts.make_worker = () => new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
    parts.code = () => bytes_of('packed-bptt-repl');
    parts.data = lang => bytes_of(`packed-${lang}`);
  } else {
    parts.make_worker = lang => new Worker('worker.js', { name: lang });
    parts.opened = stay;
    if (window === top) parts.lessons = lang => (lang === 'en' ? 'index.html' : `index.${lang}.html`);
  }
  globalThis.page = new Page(place, parts); // for tests, and for who looks into it
  await globalThis.page.open();
}

begin(document.getElementById('program'));
