// Denials: refused access is kept in a log of its own, beside the answer and never in its way.
import { boundReached, DENIALS_KEPT, type Denial, isDenial } from '../../domain/evidence/denial.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Instant } from '../../domain/values.ts';
import type { Database } from '../../storage/database.ts';
import type { Page, PageRequest } from '../../storage/engine/pages.ts';
import { denialsSince, insertDenial, listDenialRows } from '../../storage/evidence/denials.ts';
import { type Act, look, requireRole, type Services } from '../act.ts';

/** What was asked for when it was refused. */
export interface Refused extends Pick<Denial, 'personId' | 'operationId' | 'path' | 'requestId'> {
  problem: Problem;
}

// What is on its way to the log of each database. More than this at once is a flood that the database can't follow.
const WAITING_AT_MOST = 200;
const waiting = new WeakMap<Database, Set<Promise<void>>>();

/**
 * Keeps a denial, in a transaction of its own, if the refusal is one and its person's bounds are not reached. Nobody waits for it: neither
 * the outcome of the answer nor its time tells whether it was kept, and so whether there was something to hide. `failed` hears of one that
 * could not be kept.
 */
export function keepDenial(services: Services, refused: Refused, failed: (error: unknown) => void): void {
  if (!isDenial(refused.problem)) return;
  const { database } = services;
  const others = waiting.get(database) ?? new Set();
  waiting.set(database, others);
  if (others.size >= WAITING_AT_MOST) {
    failed(new Error('too many denials at once'));
    return;
  }
  const kept = write(services, refused, services.clock())
    .catch(failed)
    .finally(() => others.delete(kept));
  others.add(kept);
}

async function write(services: Services, { problem, ...asked }: Refused, at: Instant): Promise<void> {
  const since = (seconds: number) => new Date(Date.parse(at) - seconds * 1000).toISOString();
  // Taken before anything is waited for, so that refusals of one instant are read in the order they were made.
  const id = services.newId();
  await services.database.write(async (tx) => {
    const reached = boundReached({
      minute: await denialsSince(tx, asked.personId, since(DENIALS_KEPT.minute.seconds)),
      day: await denialsSince(tx, asked.personId, since(DENIALS_KEPT.day.seconds)),
    });
    if (reached === 'full') return;
    await insertDenial(tx, { id, at, ...asked, code: problem.code, reached });
  });
}

/** Waits until every denial so far is kept, or has failed. */
export async function settleDenials(database: Database): Promise<void> {
  await Promise.all(waiting.get(database) ?? []);
}

/** A page of the denials in `[from, to)`. Raises access.role_denied, request.invalid. */
export async function listDenials(
  act: Act,
  {
    limit,
    cursor,
    sort,
    ...filters
  }: PageRequest & {
    personId?: string | undefined;
    code?: string | undefined;
    from?: Instant | undefined;
    to?: Instant | undefined;
  },
): Promise<Page<Denial>> {
  requireRole(act, 'administrator');
  await settleDenials(act.database);
  return await look(act, (tx) => listDenialRows(tx, { limit, cursor, sort }, filters));
}
