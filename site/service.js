// SPDX-License-Identifier: GPL-3.0-or-later
// A service worker: gives each answer of this site the two headers that isolate its pages, for a host of plain files
// cannot be told to.  Only an isolated page shares memory with its threads, through which Ctrl-C comes at once.

addEventListener('install', () => skipWaiting());
addEventListener('activate', event => event.waitUntil(clients.claim()));

async function answer(request) {
  const got = await fetch(request);
  if (!got.status || got.type === 'opaque') return got;
  const headers = new Headers(got.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  return new Response(got.body, { status: got.status, statusText: got.statusText, headers });
}

addEventListener('fetch', event => event.respondWith(answer(event.request)));
