// The queue of what was logged without a connection: kept with its own times, sent in order, and never over what somebody else did.
import { ApiProblem, call, isOnline, newKey, session, Unreached } from '../api/client.ts';
import { changed } from '../api/resource.ts';
import { createStore } from '../store.ts';
import { putEntry, type QueuedEntry, queuedEntries, removeEntry } from './vault.ts';

/** What waits here, the oldest first. */
export const queue = createStore<readonly QueuedEntry[]>([]);

async function refresh(): Promise<void> {
  queue.set(await queuedEntries());
}

export type NewEntry = Pick<QueuedEntry, 'method' | 'path' | 'body' | 'ifMatch' | 'workOrderId' | 'number' | 'label'>;

/**
 * Sends an entry at once, or keeps it when the service is not reached: answers which. Raises ApiProblem when the service refuses it at
 * once; then nothing is kept.
 */
export async function sendOrQueue(entry: NewEntry): Promise<'sent' | 'queued'> {
  const owner = session.get()?.person.id;
  if (!owner) throw new Error('nobody is signed in');
  const key = newKey();
  const earlier = queue.get().some((other) => other.workOrderId === entry.workOrderId && other.state === 'waiting');
  // What was logged before on the same order goes first.
  if (!earlier) {
    try {
      await send({ ...entry, key });
      changed('/v1/');
      return 'sent';
    } catch (error) {
      if (!(error instanceof Unreached)) throw error;
    }
  }
  const madeAt = new Date().toISOString();
  await putEntry({ ...entry, key, ownerId: owner, madeAt, state: 'waiting', problem: null });
  await refresh();
  return 'queued';
}

async function send(entry: Pick<QueuedEntry, 'method' | 'path' | 'body' | 'ifMatch' | 'key'>): Promise<void> {
  await call(entry.method, entry.path, {
    body: entry.body,
    ifMatch: entry.ifMatch ?? undefined,
    idempotencyKey: entry.key,
  });
}

// What can be sent again as it is: the service was busy, or had not finished the same act yet.
const PASSING = [408, 425, 429, 500, 502, 503, 504];

let isReplaying = false;

/** Sends what waits, in order. One that is refused stays, with the reason, for its maker to decide; later ones of its order wait for that. */
export async function replay(): Promise<void> {
  if (isReplaying) return;
  isReplaying = true;
  try {
    await refresh();
    const stuck = new Set<string>();
    let sent = 0;
    for (const entry of queue.get()) {
      if (entry.ownerId !== session.get()?.person.id) continue;
      if (entry.state === 'refused') stuck.add(entry.workOrderId);
      if (stuck.has(entry.workOrderId)) continue;
      try {
        await send(entry);
        await removeEntry(entry.key);
        sent += 1;
      } catch (error) {
        if (error instanceof Unreached) break;
        if (!(error instanceof ApiProblem)) throw error;
        // 401: the session ended; the entry waits for its maker to come back.
        if (error.status === 401 || PASSING.includes(error.status) || error.code === 'idempotency.in_progress') break;
        stuck.add(entry.workOrderId);
        await putEntry({ ...entry, state: 'refused', problem: error.body });
      }
    }
    await refresh();
    if (sent > 0) changed('/v1/');
  } finally {
    isReplaying = false;
  }
}

/** Sends a refused entry again, against the order as it is now. */
export async function retryEntry(entry: QueuedEntry, revision: number | null): Promise<void> {
  const ifMatch = entry.ifMatch === null ? null : revision;
  // Another revision is another request: the key of the refused one stays with that.
  await removeEntry(entry.key);
  await putEntry({ ...entry, key: newKey(), ifMatch, state: 'waiting', problem: null });
  await replay();
}

/** Gives an entry up. */
export async function dropEntry(key: string): Promise<void> {
  await removeEntry(key);
  await refresh();
}

/** Replays at the start, when the connection is back, and when the reader comes back to the page or signs in again. Background Sync is Chromium's alone. */
export function keepReplaying(): void {
  addEventListener('online', () => void replay());
  addEventListener('focus', () => void replay());
  isOnline.watch(() => isOnline.get() && void replay());
  // A session that had run out meanwhile: what its maker left here goes out when they are back.
  session.watch(() => session.get() && void replay());
  void replay();
}
