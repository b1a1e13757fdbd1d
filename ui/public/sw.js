// The service worker, registered over HTTPS only. It never shows an old page: pages come from the hub, or not at all.
// Only files whose name contains a hash of their content are kept, and a page that says that the hub cannot be reached.
const worker = /** @type {any} */ (globalThis);
const SCOPE = worker.registration.scope;
// Caches belong to the whole origin, where several hubs may be published below different paths.
const PREFIX = `eyepiece ${SCOPE} `;
const ASSETS = `${PREFIX}assets 1`;
const OFFLINE = `${PREFIX}offline 1`;
const OFFLINE_PAGE = `${SCOPE}offline.html`;
const OFFLINE_FILES = [OFFLINE_PAGE, `${SCOPE}icon.svg`];
const ASSET_FOLDER = new URL('assets/', SCOPE).pathname;
const MAX_ASSETS = 300;

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(event));
  else if (pathname.startsWith(ASSET_FOLDER)) event.respondWith(asset(event));
});

async function install() {
  const cache = await worker.caches.open(OFFLINE);
  await cache.addAll(OFFLINE_FILES.map((url) => new worker.Request(url, { cache: 'reload' })));
  await worker.skipWaiting();
}

async function activate() {
  const names = await worker.caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== ASSETS && name !== OFFLINE);
  await Promise.all(old.map((name) => worker.caches.delete(name)));
  // The request of a page does not wait until this worker has started.
  await worker.registration.navigationPreload?.enable();
  await worker.clients.claim();
}

async function page({ request, preloadResponse }) {
  try {
    return (await preloadResponse) ?? (await worker.fetch(request));
  } catch {
    const cache = await worker.caches.open(OFFLINE);
    return (await cache.match(OFFLINE_PAGE)) ?? worker.Response.error();
  }
}

async function asset(event) {
  const cache = await worker.caches.open(ASSETS).catch(() => undefined);
  // The encodings of a file have the same content.
  const kept = await cache?.match(event.request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await worker.fetch(event.request);
  if (cache && answer.status === 200 && answer.type === 'basic') event.waitUntil(keep(cache, event.request, answer.clone()));
  return answer;
}

/** A full disk or blocked storage only costs the next visit some time. */
async function keep(cache, request, answer) {
  try {
    await cache.put(request, answer);
    const kept = await cache.keys();
    await Promise.all(kept.slice(0, Math.max(0, kept.length - MAX_ASSETS)).map((oldest) => cache.delete(oldest)));
  } catch {
    // Nothing was kept.
  }
}
