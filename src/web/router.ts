// Addresses: where the reader is, how links lead on without loading the page anew, and what keeps a form from being lost.
import { createStore, useStore } from './store.ts';

export interface Place {
  path: string;
  query: URLSearchParams;
}

const here = (): Place => ({ path: location.pathname, query: new URLSearchParams(location.search) });

/** Where the reader is. */
const place = createStore<Place>(here());

/** What is not saved somewhere: whether there is any, and what the reader is asked before they leave it. */
interface Guard {
  isUnsaved(): boolean;
  question: string;
}
const guards = new Set<Guard>();

/** Has the reader asked before they leave what is not saved; call the answer to end that. */
export function guardLeaving(guard: Guard): () => void {
  guards.add(guard);
  return () => guards.delete(guard);
}

/** Whether what is not saved may be left: asks whoever has typed something. */
export const mayLeave = () => [...guards].every(({ isUnsaved, question }) => !isUnsaved() || confirm(question));

/** Goes to an address of the pages. `replace`: the one before is not come back to. */
export function go(to: string, { replace = false } = {}): void {
  const isOtherPage = new URL(to, location.href).pathname !== location.pathname;
  if (isOtherPage && !mayLeave()) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  place.set(here());
  if (isOtherPage) scrollTo(0, 0);
}

/** Changes parts of the query in place; null takes one away. */
export function setQuery(changes: Readonly<Record<string, string | readonly string[] | null>>): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name);
    for (const one of value === null ? [] : [value].flat()) query.append(name, one);
  }
  const search = query.toString();
  go(`${location.pathname}${search && `?${search}`}`, { replace: true });
}

// What is served here and is no page.
const ELSEWHERE = /^\/(v1|auth|docs|verify|problems|openapi\.json|metrics|livez|readyz|version)(\/|$)/;

/** Makes every plain link to a page lead there in place. Modified clicks, downloads and other sites are the browser's. */
export function followLinks(): void {
  document.addEventListener('click', (event) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (ELSEWHERE.test(link.pathname) || (link.hash && link.pathname === location.pathname)) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
  addEventListener('popstate', () => {
    const { path, query } = place.get();
    const isOtherPage = location.pathname !== path;
    // Whoever stays is put back where they were: a form that was begun is not lost by the button of the browser either.
    if (isOtherPage && !mayLeave()) history.pushState(null, '', `${path}${query.size > 0 ? `?${query}` : ''}`);
    else place.set(here());
  });
  addEventListener('beforeunload', (event) => {
    // The browser asks by itself, and lets nobody else.
    if ([...guards].some(({ isUnsaved }) => isUnsaved())) event.preventDefault();
  });
}

export const usePlace = (): Place => useStore(place);

/** What the named parts of a pattern (`/orders/:id`) stand for in a path; null: it does not fit. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern, path].map((text) => text.split('/').filter(Boolean)) as [string[], string[]];
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) found[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return found;
}
