// A value that components watch: the one piece of state that is shared without being handed down.
import { useLayoutEffect, useState } from 'preact/hooks';

export interface Store<T> {
  get(): T;
  set(value: T): void;
  /** Calls back after each change, until the function that it answers is called. */
  watch(changed: () => void): () => void;
}

/** A store with its first value. Setting what it holds already tells nobody. */
export function createStore<T>(first: T): Store<T> {
  let value = first;
  const watchers = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const changed of [...watchers]) changed();
    },
    watch(changed) {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
  };
}

/** What a store holds, in a component that is drawn again when that changes. */
export function useStore<T>(store: Store<T>): T {
  const [, drawAgain] = useState(0);
  // It may have changed between being drawn and being watched.
  const drawn = store.get();
  useLayoutEffect(() => {
    const changed = () => drawAgain((n) => n + 1);
    if (!Object.is(drawn, store.get())) changed();
    return store.watch(changed);
  }, [store, drawn]);
  return drawn;
}
