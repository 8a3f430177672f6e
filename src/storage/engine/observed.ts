// A database whose works are watched: when each was asked for, began and ended. For metrics and traces.
import type { Database } from '../database.ts';

/** Hears of one work. `begun` is called again when the work is run again; never when it was refused its turn. */
interface WorkWatch {
  begun(): void;
  /** `error` null: it is done, and durable when it wrote. */
  ended(error: unknown): void;
}

/** Called when a work is asked for. */
export type Watcher = (verb: 'read' | 'write') => WorkWatch;

/** The same database, its reads and writes watched. */
export function observed(database: Database, watchers: readonly Watcher[]): Database {
  async function watched<T, Given>(
    verb: 'read' | 'write',
    run: (work: (tx: Given) => Promise<T>) => Promise<T>,
    work: (tx: Given) => Promise<T>,
  ): Promise<T> {
    const watches = watchers.map((watcher) => watcher(verb));
    let failure: unknown = null;
    try {
      return await run((tx) => {
        for (const watch of watches) watch.begun();
        return work(tx);
      });
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      for (const watch of watches) watch.ended(failure);
    }
  }
  return {
    engine: database.engine,
    read: (work) => watched('read', (run) => database.read(run), work),
    write: (work) => watched('write', (run) => database.write(run), work),
    settled: () => database.settled(),
    ping: () => database.ping(),
    exclusively: (name, work) => database.exclusively(name, work),
    subscribe: (listener) => database.subscribe(listener),
    load: () => database.load(),
    watchCommits: (listener) => database.watchCommits(listener),
    close: () => database.close(),
  };
}
