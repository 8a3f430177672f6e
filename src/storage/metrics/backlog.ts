// What forecasts read: the last released orders of some work with their stays, and who was open when, as they were known at an instant.

import { desc, sql } from 'drizzle-orm';
import type { OpenStatus, PastStay } from '../../domain/metrics/forecast.ts';
import type { Category } from '../../domain/metrics/turnaround.ts';
import { HOLD_CAUSES, type HoldCause } from '../../domain/orders/status.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import type { WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { bounded, type Condition, equals, isOneOf, placeFor, portionsOf, rowsUnder } from '../engine/conditions.ts';
import { inScope, isInScope, type Scope } from '../orders/work-order-lists.ts';
import { filesAsOf, type Known } from './dossiers.ts';
import { happeningsOf } from './happenings.ts';
import { continuedSince, correctedSince } from './moved-since.ts';

/** Past work that is looked at: of an activity, on one platform or on any, in a scope. */
export interface PastWork {
  activity: WorkOrder['activity'];
  /** Null: on any platform. */
  platformId: string | null;
  scope: Scope;
  rootsOnly: boolean;
  /** Imported orders only, none of them, or both kinds. */
  historical: boolean | undefined;
}

type Past = Pick<
  WorkOrder,
  'id' | 'facilityId' | 'platformId' | 'activity' | 'rootId' | 'historical' | 'inductedAt' | 'releasedAt'
>;

/**
 * Reads past work as it was known at `at`, imported work where it comes from, of what had been recorded here by `asOf`, whatever is asked of it: what was told otherwise since is folded from its events once, the rest
 * is as it stands, because nothing else moves the clock of an order that was released.
 */
export class History implements Known {
  private readonly tx: Tx;
  readonly at: Instant;
  readonly asOf: Instant;
  private moved: Promise<Map<string, WorkOrderFile>> | null = null;

  constructor(tx: Tx, { at, asOf }: Known) {
    this.tx = tx;
    this.at = at;
    this.asOf = asOf;
  }

  /** The last `limit` orders of some work that had been released by then, and their stays in some statuses. */
  async stays(
    work: PastWork,
    statuses: ReadonlySet<OpenStatus>,
    limit: number,
  ): Promise<{ orders: string[]; stays: PastStay[] }> {
    this.moved ??= movedSince(this.tx, this);
    const moved = await this.moved;
    const rows = await releasedRows(this.tx, work, this, limit + moved.size);
    const files = [...moved.values()].filter(({ order }) => isOf(work, order) && order.releasedAt !== null);
    const all = [...rows.filter(({ id }) => !moved.has(id)), ...files.map(({ order }) => order)];
    const last = all.sort(byRelease).slice(0, limit);
    const releasedAt = new Map(last.map(({ id, releasedAt: at }) => [id, Date.parse(at ?? '')]));
    const settled = last.flatMap(({ id }) => (moved.has(id) ? [] : [id]));
    const orders = [...releasedAt.keys()];
    const stays = [
      ...(await clockStays(this.tx, settled, statuses, releasedAt)),
      ...files
        .filter(({ order }) => releasedAt.has(order.id))
        .flatMap((file) => filedStays(file, statuses, releasedAt)),
      ...(await staysBeforeClock(this.tx, last, statuses, this.asOf)),
    ];
    return { orders, stays };
  }
}

// The latest first; of those that were released at one instant the later id.
function byRelease(a: Past, b: Past): number {
  const [x, y] = [a.releasedAt ?? '', b.releasedAt ?? ''];
  return x === y ? (a.id < b.id ? 1 : -1) : x < y ? 1 : -1;
}

function isOf({ activity, platformId, scope, rootsOnly, historical }: PastWork, order: Past): boolean {
  return (
    order.activity === activity &&
    (platformId === null || order.platformId === platformId) &&
    isInScope(scope, order) &&
    (!rootsOnly || order.rootId === order.id) &&
    (historical === undefined || order.historical === historical)
  );
}

async function releasedRows(tx: Tx, work: PastWork, { at, asOf }: Known, limit: number): Promise<Past[]> {
  const { workOrders: t, events: e } = tx.tables;
  // An imported order was released before that was recorded. Read as one value, and not as `exists`, which PostgreSQL answers by reading the
  // events of all orders.
  const recorded: Condition = {
    shape: 'recorded',
    sql: () =>
      sql`(${t.historical} = ${placeFor(t.historical, 'native')} or (select min(${e.recordedAt}) from ${e} where ${e.workOrderId} = ${t.id} and ${e.toStatus} in ('released', 'closed')) <= ${placeFor(e.recordedAt, 'recordedBy')})`,
    values: { native: false, recordedBy: asOf },
  };
  const roots: Condition = { shape: 'roots', sql: () => sql`${t.rootId} = ${t.id}`, values: {} };
  return await rowsUnder(
    tx,
    'backlog:released',
    [
      equals(t.activity, work.activity),
      work.platformId === null ? undefined : equals(t.platformId, work.platformId),
      bounded(t.releasedAt, 'upTo', at),
      inScope(tx, work.scope),
      recorded,
      work.rootsOnly ? roots : undefined,
      work.historical === undefined ? undefined : equals(t.historical, work.historical, { unindexed: true }),
    ],
    { limit },
    (db, { workOrders }, where) =>
      db
        .select({
          id: workOrders.id,
          facilityId: workOrders.facilityId,
          platformId: workOrders.platformId,
          activity: workOrders.activity,
          rootId: workOrders.rootId,
          historical: workOrders.historical,
          inductedAt: workOrders.inductedAt,
          releasedAt: workOrders.releasedAt,
        })
        .from(workOrders)
        .where(where)
        .orderBy(desc(workOrders.releasedAt), desc(workOrders.id))
        .limit(sql.placeholder('limit')),
  );
}

/** The files, as they were known, of orders whose past was told otherwise afterwards. */
async function movedSince(tx: Tx, { at, asOf }: Known): Promise<Map<string, WorkOrderFile>> {
  const moved = [correctedSince(tx, at), await continuedSince(tx, asOf)].filter((one) => one !== null);
  const ids: string[] = [];
  for (const one of moved) {
    const rows = await rowsUnder(tx, 'backlog:moved', [one], {}, (db, { workOrders: t }, where) =>
      db.select({ id: t.id }).from(t).where(where),
    );
    ids.push(...rows.map(({ id }) => id));
  }
  return new Map((await filesAsOf(tx, ids, asOf, at)).map((file) => [file.order.id, file]));
}

const STATUS_OF: Record<Exclude<Category, HoldCause>, OpenStatus> = {
  receiving: 'inducted',
  maintenance: 'in_work',
  supply: 'awaiting_parts',
  engineering: 'awaiting_engineering',
  inspection: 'in_inspection',
  acceptance: 'awaiting_acceptance',
};
const isHold = (category: Category): category is HoldCause => (HOLD_CAUSES as readonly Category[]).includes(category);

/** The status in which a category of the clock runs. */
function statusOf(category: Category): OpenStatus {
  return isHold(category) ? 'on_hold' : STATUS_OF[category];
}

function categoriesOf(statuses: ReadonlySet<OpenStatus>): Category[] {
  const named = (Object.keys(STATUS_OF) as (keyof typeof STATUS_OF)[]).filter((one) => statuses.has(STATUS_OF[one]));
  return statuses.has('on_hold') ? [...named, ...HOLD_CAUSES] : named;
}

async function clockStays(
  tx: Tx,
  ids: readonly string[],
  statuses: ReadonlySet<OpenStatus>,
  releasedAt: ReadonlyMap<string, number>,
): Promise<PastStay[]> {
  const { segments: t } = tx.tables;
  const categories = categoriesOf(statuses);
  if (categories.length === 0) return [];
  const stays: PastStay[] = [];
  for (const some of portionsOf(ids)) {
    const rows = await rowsUnder(
      tx,
      'backlog:segments',
      [isOneOf(t.workOrderId, some), isOneOf(t.category, categories, { unindexed: true })],
      {},
      (db, { segments: s }, where) =>
        db.select({ workOrderId: s.workOrderId, from: s.from, to: s.to, category: s.category }).from(s).where(where),
    );
    for (const row of rows) stays.push(stayOf(row, releasedAt));
  }
  return stays;
}

function filedStays(
  { order, segments }: WorkOrderFile,
  statuses: ReadonlySet<OpenStatus>,
  releasedAt: ReadonlyMap<string, number>,
): PastStay[] {
  return segments
    .filter(({ category }) => statuses.has(statusOf(category)))
    .map((segment) => stayOf({ ...segment, workOrderId: order.id }, releasedAt));
}

function stayOf(
  { workOrderId, from, to, category }: { workOrderId: string; from: Instant; to: Instant | null; category: Category },
  releasedAt: ReadonlyMap<string, number>,
): PastStay {
  const end = releasedAt.get(workOrderId) as number;
  const until = to === null ? end : Date.parse(to);
  return { workOrderId, status: statusOf(category), from: Date.parse(from), to: until, releasedAt: end };
}

const BEFORE_CLOCK = {
  drafted: 'draft',
  returned: 'draft',
  submitted: 'submitted',
  authorized: 'authorized',
  inducted: null,
} as const;
type Step = keyof typeof BEFORE_CLOCK;

/**
 * Stays as a draft, submitted and authorized: no clock runs in these, so the events say when each began and ended; but the clock when the
 * item was taken in, because that may have been corrected.
 */
async function staysBeforeClock(
  tx: Tx,
  orders: readonly Past[],
  statuses: ReadonlySet<OpenStatus>,
  asOf: Instant,
): Promise<PastStay[]> {
  if (!(['draft', 'submitted', 'authorized'] as const).some((status) => statuses.has(status))) return [];
  const types = Object.keys(BEFORE_CLOCK) as Step[];
  const stays: PastStay[] = [];
  const known = new Map(orders.map((order) => [order.id, order]));
  for (const [workOrderId, steps] of await happeningsOf(tx, known.keys(), { recordedBy: asOf, types })) {
    const { inductedAt, releasedAt } = known.get(workOrderId) as Past;
    for (const [n, { type, occurredAt }] of steps.entries()) {
      const status = BEFORE_CLOCK[type as Step];
      const next = steps[n + 1];
      if (status === null || next === undefined || !statuses.has(status)) continue;
      const end = next.type === 'inducted' ? inductedAt : next.occurredAt;
      stays.push({
        workOrderId,
        status,
        from: Date.parse(occurredAt),
        to: Date.parse(end ?? ''),
        releasedAt: Date.parse(releasedAt ?? ''),
      });
    }
  }
  return stays;
}
