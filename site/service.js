// SPDX-License-Identifier: GPL-3.0-or-later
// A service worker.  It gives each answer of this site the two headers that isolate its pages, for a host of plain files
// cannot be told to: only an isolated page shares memory with its threads, through which Ctrl-C comes at once.  And it
// keeps what was fetched for when there is no network; while there is one, the host has the word.

const NAME = 'bptt-repl';

addEventListener('install', () => skipWaiting());
addEventListener('activate', event => event.waitUntil(clients.claim()));

async function keep(request, answer) {
  const cache = await caches.open(NAME);
  await cache.put(request, answer);
}

function isolated(answer) {
  if (!answer.status || answer.type === 'opaque') return answer;
  const headers = new Headers(answer.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

async function answer(event) {
  const { request } = event;
  try {
    const got = await fetch(request);
    if (request.method === 'GET' && got.status === 200 && got.type === 'basic') event.waitUntil(keep(request.url, got.clone()));
    return isolated(got);
  } catch (why) {
    const kept = await caches.match(request.url);
    if (kept) return isolated(kept);
    throw why;
  }
}

addEventListener('fetch', event => event.respondWith(answer(event)));

// What a page had fetched before this was there; the browser has most of it still.
addEventListener('message', event => event.waitUntil(Promise.allSettled(event.data.keep.map(async address => {
  const got = await fetch(address, { cache: 'force-cache' });
  if (got.ok) await keep(got.url, got);
}))));
