// The feed of events: what the caller sees of the log from a place on, page by page.
import { z } from 'zod';
import { eventRecord, type WorkOrderEvent } from '../../domain/orders/event.ts';
import { Problem } from '../../domain/problem.ts';
import { id } from '../../domain/values.ts';
import { logSize } from '../../storage/evidence/log.ts';
import { type FeedFilters, type FeedRow, readFeed } from '../../storage/exchange/feed.ts';
import { type Act, type Caller, look, type Services } from '../act.ts';
import { takeIntoLog } from '../evidence/log.ts';
import { scopeOf } from '../orders/work-order-lists.ts';

export type { FeedFilters } from '../../storage/exchange/feed.ts';

/** An event as the feed tells it: a link of its order's chain, at its place in the log, with where its order belongs. */
export const feedEvent = eventRecord.extend({
  position: z.int().min(0).meta({ description: 'Its place in the log; the audit proves it is there.' }),
  number: z.string().meta({ description: 'The number of its order.' }),
  facilityId: id,
  platformId: id,
});
export type FeedEvent = WorkOrderEvent & Pick<FeedRow, 'position' | 'number' | 'facilityId' | 'platformId'>;

/** What was found. `cursor`: where to go on from; `isWhole`: there was nothing more. */
export interface FeedPage {
  items: FeedEvent[];
  cursor: number;
  isWhole: boolean;
}

/** How many readings of the log answer one request at most; what then is not found yet is found by the next request. */
const MOST_READINGS = 10;

/**
 * The events after the first `from` entries of the log that a caller sees, under filters, in the order of their commits: of one order, in
 * its own. Less than `limit`, or none, does not mean that there are no more. Reads what the log has; see `takeIntoLog`.
 */
export async function readEvents(
  { database }: Pick<Services, 'database'>,
  caller: Caller,
  { from, limit, ...filters }: FeedFilters & { from: number; limit: number },
): Promise<FeedPage> {
  const found: FeedEvent[] = [];
  let cursor = from;
  for (let n = 0; n < MOST_READINGS; n += 1) {
    const page = await database.read((tx) =>
      readFeed(tx, scopeOf(caller), { ...filters, from: cursor, limit: limit - found.length }),
    );
    if (from > page.size) throw ahead(page.size);
    cursor = page.read;
    found.push(...page.items.map(told));
    if (cursor >= page.size) return { items: found, cursor, isWhole: true };
    if (found.length === limit) break;
    // Who waits for the process meanwhile gets a turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { items: found, cursor, isWhole: false };
}

/** An event of the feed, from its row. */
export function told({ position, canonical, sha256, number, facilityId, platformId }: FeedRow): FeedEvent {
  return { position, number, facilityId, platformId, ...(JSON.parse(canonical) as WorkOrderEvent), sha256 };
}

/** A cursor of the feed as it is given: a place in the log, or `latest`, where it ends now. */
export const feedCursor = z
  .string()
  .regex(/^(\d{1,15}|latest)$/, 'form.feed_cursor')
  .meta({
    description:
      'The `cursor` of an earlier answer, or the `id` of a live event; `latest`: what comes from now on. From the beginning unless given.',
  });

/** The place that a cursor stands for, once everything durable is in the log. Raises request.invalid for one beyond it. */
export async function placeOf(act: Act, cursor: string | undefined): Promise<number> {
  await takeIntoLog(act);
  if (cursor !== 'latest') return Number(cursor ?? 0);
  return await look(act, logSize);
}

// After a restore of an earlier state the log is shorter: to wait until it has grown so far would leave out what comes meanwhile.
function ahead(size: number): Problem {
  return new Problem('request.invalid', {
    errors: [
      {
        pointer: '/cursor',
        code: 'cursor.ahead',
        message: {
          en: `The log has ${size} entries only: the cursor is of another record, or of a later state of this one. Begin anew.`,
          ja: `ログは${size}件までです。別の記録、またはこの記録のより新しい状態のカーソルのため、最初から読み直してください。`,
        },
      },
    ],
  });
}

/** A page of the feed. Raises request.invalid. */
export async function listFeed(
  act: Act,
  { cursor, limit, ...filters }: FeedFilters & { cursor?: string | undefined; limit: number },
): Promise<{ items: FeedEvent[]; next: string | null; cursor: string }> {
  const page = await readEvents(act, act.caller, { from: await placeOf(act, cursor), limit, ...filters });
  const reached = String(page.cursor);
  return { items: page.items, next: page.isWhole ? null : reached, cursor: reached };
}
