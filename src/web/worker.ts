// The service worker: keeps the pages themselves, so that they open without a network. What they show is kept by the pages, not here.
/// <reference lib="webworker" />

const worker = self as unknown as ServiceWorkerGlobalScope;

// Put in by the build: every file of the pages, named by its content.
declare const __FILES__: readonly string[];
const FILES: readonly string[] = __FILES__;
const CACHE = `seibi ${FILES.join(' ').length}-${FILES.reduce((sum, name) => (sum * 31 + hashOf(name)) % 2147483647, 7)}`;

function hashOf(text: string): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 2147483647;
  return sum;
}

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(['/', ...FILES]))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin) return;
  if (pathname.startsWith('/app/')) event.respondWith(fromCache(request));
  else if (request.mode === 'navigate' && isPage(pathname)) event.respondWith(pageOrKept(request));
});

// Files are named by their content: one that is kept is the right one.
async function fromCache(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? (await fetch(request));
}

async function pageOrKept(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match('/');
    if (!kept) throw error;
    return kept;
  }
}

// The rest is the service's own: its API, the pages of that, signing in by a provider, and verifying.
function isPage(pathname: string): boolean {
  return !/^\/(v1|auth|docs|verify|problems|openapi\.json|metrics|livez|readyz|version)(\/|$)/.test(pathname);
}
