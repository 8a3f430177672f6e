// Advisory locks of PostgreSQL: how they are named, and the one that every write holds, so that who asks can wait for those under way.
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { pastNow, unavailable } from '../../database.ts';

// So far the clocks of nodes may differ; NTP keeps them in step.
const CLOCKS_DIFFER_MILLISECONDS = 5;
const LOOK_EVERY_MILLISECONDS = 5;

/** The advisory lock of a name: 64 bits, as text because JavaScript has no integers of that size. */
export function keyOf(name: string): string {
  return createHash('sha256').update(`seibi ${name}`).digest().readBigInt64BE().toString();
}

// Every write holds this from before it takes the time until what it wrote is seen, so that who asks can tell which are under way.
const UNDER_WAY = keyOf('writes under way');
/** How a transaction that writes begins. */
export const BEGIN_WRITE = `begin isolation level serializable; select pg_advisory_xact_lock_shared(${UNDER_WAY})`;

/** Waits for the writes that were under way once the clocks had moved on. Raises service.unavailable when one does not end in time. */
export async function settled(readers: pg.Pool, withinSeconds: number): Promise<void> {
  await pastNow(CLOCKS_DIFFER_MILLISECONDS);
  const until = performance.now() + withinSeconds * 1000;
  let awaited: Set<string> | null = null;
  for (;;) {
    const { rows } = await readers.query<{ transaction: string }>({
      name: 'writes-under-way',
      text: `select virtualtransaction as transaction from pg_locks
        where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
          and (classid::bigint << 32 | objid::bigint) = $1 and objsubid = 1`,
      values: [UNDER_WAY],
    });
    const underWay = rows.map(({ transaction }) => transaction);
    const still: string[] = underWay.filter((one) => awaited === null || awaited.has(one));
    if (still.length === 0) return;
    if (performance.now() > until) throw unavailable();
    awaited = new Set(still);
    await pause(LOOK_EVERY_MILLISECONDS);
  }
}
