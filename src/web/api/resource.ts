// Resources of the API in components: read once, shared by all who show them, read anew when something changed.
import { useLayoutEffect, useState } from 'preact/hooks';
import { call, callAll } from './client.ts';

interface Entry {
  path: string;
  data: unknown;
  error: unknown;
  isLoading: boolean;
  /** Read anew as soon as somebody shows it again. */
  isStale: boolean;
  watchers: Set<() => void>;
  read(): Promise<unknown>;
}

const entries = new Map<string, Entry>();

/** Keeps what was read for when the network is gone; set by the part that does so. */
export const keeper: {
  keep(path: string, data: unknown): void;
  find(path: string): Promise<unknown>;
} = { keep: () => {}, find: async () => undefined };

function entryOf(key: string, path: string, read: () => Promise<unknown>): Entry {
  const known = entries.get(key);
  if (known) return known;
  const entry: Entry = {
    path,
    data: undefined,
    error: null,
    isLoading: false,
    isStale: true,
    watchers: new Set(),
    read,
  };
  entries.set(key, entry);
  return entry;
}

// Figures are worked out one after the other over there: two asked for keep it busy, more would only hold connections, of which a browser has six.
const FIGURES = '/v1/metrics/';
const MOST_FIGURES = 2;
let figuresAsked = 0;
const figuresWaiting: (() => void)[] = [];

/** Reads an entry when it is its turn. */
async function readInTurn({ path, read }: Entry): Promise<unknown> {
  if (!path.startsWith(FIGURES)) return await read();
  if (figuresAsked >= MOST_FIGURES) await new Promise<void>((resolve) => figuresWaiting.push(resolve));
  else figuresAsked += 1;
  try {
    return await read();
  } finally {
    const next = figuresWaiting.shift();
    // The turn is handed on, or given back.
    if (next) next();
    else figuresAsked -= 1;
  }
}

async function load(entry: Entry): Promise<void> {
  if (entry.isLoading) return;
  entry.isLoading = true;
  entry.isStale = false;
  tell(entry);
  try {
    entry.data = await readInTurn(entry);
    entry.error = null;
    keeper.keep(entry.path, entry.data);
  } catch (error) {
    if (entry.data === undefined) entry.data = await keeper.find(entry.path);
    entry.error = error;
  } finally {
    entry.isLoading = false;
    tell(entry);
  }
  // It changed while it was read.
  if (entry.isStale && entry.watchers.size > 0) await load(entry);
}

const tell = (entry: Entry) => {
  for (const changed of [...entry.watchers]) changed();
};

export interface Resource<T> {
  /** Undefined until it was read. */
  data: T | undefined;
  /** Why it could not be read, or not be read anew; null: nothing. */
  error: unknown;
  isLoading: boolean;
  reload(): void;
}

function useEntry<T>(key: string | null, path: string, read: () => Promise<unknown>): Resource<T> {
  const [, drawAgain] = useState(0);
  const entry = key === null ? null : entryOf(key, path, read);
  // Asked for at once, not after the page was painted.
  useLayoutEffect(() => {
    if (!entry) return;
    const changed = () => drawAgain((n) => n + 1);
    entry.watchers.add(changed);
    if (entry.isStale) void load(entry);
    return () => {
      entry.watchers.delete(changed);
      // What nobody looks at is read anew when somebody does.
      if (entry.watchers.size === 0) entry.isStale = true;
    };
  }, [entry]);
  return {
    data: entry?.data as T | undefined,
    error: entry?.error ?? null,
    isLoading: entry !== null && (entry.isLoading || entry.data === undefined) && !entry.error,
    reload: () => entry && void load(entry),
  };
}

/** One resource by its path (and query); null: nothing is read. */
export function useResource<T>(path: string | null): Resource<T> {
  return useEntry<T>(path, path ?? '', () => call('GET', path ?? ''));
}

/** Begins to read resources that are about to be shown. */
export function readAhead(paths: readonly string[]): void {
  for (const path of paths) {
    const entry = entryOf(path, path, () => call('GET', path));
    if (entry.isStale) void load(entry);
  }
}

/** All items of a list by its path; null: nothing is read. */
export function useList<Item>(path: string | null): Resource<Item[]> {
  return useEntry<Item[]>(path === null ? null : `all ${path}`, path ?? '', () => callAll<Item>(path ?? ''));
}

/** Says that everything under a path may have changed: what is shown of it is read anew at once, the rest when it is shown. */
export function changed(...prefixes: string[]): void {
  for (const entry of entries.values()) {
    if (!prefixes.some((prefix) => entry.path.startsWith(prefix))) continue;
    entry.isStale = true;
    if (entry.watchers.size > 0) void load(entry);
  }
}

/** Forgets everything, as for another reader. */
export function forgetResources(): void {
  for (const entry of entries.values()) {
    entry.data = undefined;
    entry.error = null;
    entry.isStale = true;
  }
}
