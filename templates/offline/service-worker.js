// Keeps pages for times without a network: those that somebody visited, and the ones in PAGES for everybody.
"use strict";

const FILES = {{ files|safe }};
const PAGES = {{ pages|safe }};

const ALWAYS = "always-{{ version }}"; // PAGES, anew with each change of what pages load
const VISITED = "visited"; // site.js lists these on the offline page
const STATIC = "static"; // also of older versions, for the visited pages that were drawn with them
const PHOTOS = "photos";
const MOST = { [ALWAYS]: PAGES.length, [VISITED]: 60, [STATIC]: 80, [PHOTOS]: 40 };
const PATIENCE = 4000; // milliseconds for the network, where there is a copy
const DAY = 24 * 60 * 60 * 1000;

// Files of the public pages; a name with a hash in it never changes its content.
const HASHED = /^\/static\/((css|fonts|js)\/)?[^/]+\.[0-9a-f]{12}\.\w+$/;
const PHOTO = /^\/media\/photos\//;
// What belongs to somebody who signed in, and what is no page.
const NOT_OURS = /^\/(en\/)?(admin|account|workspace|review|preview|propose|questions|invitation|join\/application|documents|api|health)\//;

self.addEventListener("install", (event) => {
  event.waitUntil(Promise.all([keepPages(), keepFiles()]).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([removeOldCaches(), self.clients.claim(), keepOpenPages()]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || request.headers.has("Range")) return;
  const asker = request.mode === "navigate" ? pathname : new URL(request.referrer || origin, origin).pathname;
  if (NOT_OURS.test(asker)) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (HASHED.test(pathname)) event.respondWith(copyFirst(event, STATIC));
  else if (PHOTO.test(pathname)) event.respondWith(copyFirst(event, PHOTOS));
});

async function keepPages() {
  const cache = await caches.open(ALWAYS);
  await cache.addAll(PAGES.map((path) => new Request(path, { cache: "reload" })));
}

async function keepFiles() {
  const cache = await caches.open(STATIC);
  await cache.addAll(FILES);
}

// The page that was open before there was a service worker has been visited too.
async function keepOpenPages() {
  for (const { url } of await self.clients.matchAll({ includeUncontrolled: true, type: "window" })) {
    const { origin, pathname } = new URL(url);
    if (origin === self.location.origin && !NOT_OURS.test(pathname)) await keepPage(url, await fetch(url));
  }
}

async function removeOldCaches() {
  const old = (await caches.keys()).filter((name) => !(name in MOST));
  await Promise.all(old.map((name) => caches.delete(name)));
}

// The network, where it is quick enough or there is nothing else; then a copy; then the offline page.
async function page(event) {
  const { request } = event;
  const copy = await caches.match(request, { ignoreVary: true });
  const network = fetch(request);
  event.waitUntil(network.then((response) => keepPage(request.url, response.clone())).catch(() => {}));
  try {
    const response = await (copy ? Promise.race([network, endOfPatience()]) : network);
    if (!copy || response.status < 502) return response;
  } catch {
    // There is no network, or none to speak of.
  }
  return copy ? marked(copy) : caches.match(inLanguageOf(request.url));
}

function inLanguageOf(url) {
  const isEnglish = (path) => path.startsWith("/en/");
  return PAGES.find((path) => isEnglish(path) === isEnglish(new URL(url).pathname));
}

function endOfPatience() {
  return new Promise((_resolve, reject) => setTimeout(reject, PATIENCE));
}

// Keeps what is the same for everybody, and forgets what is no longer to be read. A worker does not see that cookies
// are set, but an answer that sets them says that it varies on them.
async function keepPage(url, response) {
  const { pathname, search } = new URL(url);
  const name = PAGES.includes(pathname + search) ? ALWAYS : VISITED;
  const says = (header, words) => words.test(response.headers.get(header) ?? "");
  const isForAll = !says("Cache-Control", /private|no-store/) && !says("Vary", /cookie|\*/i);
  if (response.ok && !response.redirected && says("Content-Type", /^text\/html/) && isForAll) {
    await keep(name, url, response);
  } else if (response.ok || [0, 404, 410].includes(response.status)) {
    await (await caches.open(name)).delete(url, { ignoreVary: true }); // withdrawn, moved, or no longer for all
  }
  if (response.ok) await refreshPages();
}

// Addresses change without a change of files: once a day the pages for everybody come anew.
async function refreshPages() {
  const kept = await caches.match(PAGES[0]);
  if (!(Date.now() - new Date(kept?.headers.get("Date")) < DAY)) await keepPages();
}

// A copy says in its first element when it was made; site.js tells the reader.
async function marked(copy) {
  const headers = new Headers(copy.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  const html = await copy.text();
  return new Response(html.replace("<html", `<html data-saved="${headers.get("Date")}"`), { headers });
}

async function copyFirst(event, name) {
  const { request } = event;
  const copy = await caches.match(request, { ignoreVary: true });
  if (copy) return copy;
  const response = await fetch(request);
  const savesData = navigator.connection?.saveData || request.headers.get("Save-Data") === "on";
  if (response.ok && !(name === PHOTOS && savesData)) {
    const kept = response.clone();
    event.waitUntil(keep(name, request, kept));
  }
  return response;
}

async function keep(name, request, response) {
  const cache = await caches.open(name);
  await cache.put(request, response);
  // The oldest come first.
  const requests = await cache.keys();
  await Promise.all(requests.slice(0, -MOST[name]).map((old) => cache.delete(old)));
}
