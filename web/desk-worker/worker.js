// The desk's service worker: keeps the files of the desk, so that the page opens without a network, also after a reload. It
// knows nothing of guests: those are kept by the page (src/pages/desk/vault.ts).
const mine = `desk ${registration.scope} `; // each event's desk has a worker of its own
const store = `${mine}__VERSION__`;
const files = [/* __FILES__ */];
const patience_ms = 2500; // a network that is there and answers nothing

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(store).then((cache) => cache.addAll(files)));
});

// The first one takes over at once; a later one waits until no page of the one before is open, which needs its files.
self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith(mine) && name !== store;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (files.includes(address.pathname)) event.respondWith(kept(request, address.pathname));
});

/** The page from the network, for it may be a newer one; from here when the network does not answer. */
async function page(request) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(patience_ms) });
    if (answer.status < 500) return answer;
  } catch {
    // no network
  }
  return (await kept_as('/index.html')) ?? fetch(request);
}

/** The names of all but the page hold their hash: what is kept is right for ever. */
async function kept(request, path) {
  return (await kept_as(path)) ?? fetch(request);
}

async function kept_as(path) {
  return (await caches.open(store)).match(path);
}
