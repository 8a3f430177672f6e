// The log takes what became durable: one node at a time, and several who ask for it at once share one taking.
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../storage/database.ts';
import { appendToLog, LOGGED_AT_ONCE, waitingEvents } from '../../storage/evidence/log.ts';
import type { Services } from '../act.ts';

const TAKING = 'log';
// While another node is at it.
const AGAIN_MILLISECONDS = 25;

type Needs = Pick<Services, 'database'>;

/** The taking that runs on a database, and the one that will follow it. */
interface Takings {
  running: Promise<void>;
  following: Promise<void> | null;
}
const takings = new WeakMap<Database, Takings>();

/**
 * Has the log take every event that was durable when this was called; resolves once it has them, whichever node took them. Each gets its
 * place after those that have one: in the order of commits, not of clocks, so that nothing ever comes to stand before what was read.
 */
export async function takeIntoLog({ database }: Needs): Promise<void> {
  if ((await database.read(waitingEvents)).length === 0) return;
  const now = takings.get(database);
  if (!now) return await begin(database);
  // The one that runs may have read before the caller wrote.
  now.following ??= now.running.catch(() => undefined).then(() => begin(database));
  return await now.following;
}

function begin(database: Database): Promise<void> {
  const mine: Takings = { running: takeAll(database), following: null };
  takings.set(database, mine);
  const end = () => {
    if (takings.get(database) === mine) takings.delete(database);
  };
  mine.running.then(end, end);
  return mine.running;
}

async function takeAll(database: Database): Promise<void> {
  while (!(await database.exclusively(TAKING, (signal) => takeWaiting(database, signal)))) {
    await pause(AGAIN_MILLISECONDS);
  }
}

// Some at a time, so that writers get their turn in between.
async function takeWaiting(database: Database, signal: AbortSignal): Promise<void> {
  for (let taken = LOGGED_AT_ONCE; taken === LOGGED_AT_ONCE; ) {
    signal.throwIfAborted();
    const waiting = await database.read(waitingEvents);
    const known = waiting.map(({ sha256, ...event }) => {
      if (sha256 === null)
        throw new Error(`event ${event.sequence} of ${event.recordId} waits for the log and is gone`);
      return { ...event, sha256 };
    });
    await database.write((tx) => appendToLog(tx, known));
    taken = waiting.length;
  }
}
