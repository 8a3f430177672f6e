// Rebuilding what figures are read from: the segments, targets and instants of every order, compared with what its events say, and written anew if asked.

import type { WorkOrder } from '../../domain/orders/work-order.ts';
import type { WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import { type PartWait, partWaitsOfFile } from '../../domain/supply/part-wait.ts';
import type { Instant } from '../../domain/values.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { addTargetRow, setDerived, writeSegments } from '../../storage/evidence/derived.ts';
import { orderIdsAfter } from '../../storage/evidence/verification.ts';
import { filesAsOf } from '../../storage/metrics/dossiers.ts';
import { findWorkOrderFile } from '../../storage/orders/work-orders.ts';
import { partWaitsKept, raiseMark, writePartWaits } from '../../storage/supply/part-waits.ts';
import { isSame } from '../evidence/verification.ts';

/** One thing that is kept otherwise than the events say. */
export interface Difference {
  workOrderId: string;
  number: string;
  /** `order`, `segment` or `target` with its number, or `wait` with the key of a part. */
  part: string;
  /** The field; null: the whole part is missing, or is one that no event tells of. */
  field: string | null;
  kept: unknown;
  told: unknown;
}

/** What figures read of an order itself, but its status, which the database lets nothing but a transition change. */
const DERIVED = [
  'statusSince',
  'holdCause',
  'submittedAt',
  'inductedAt',
  'startedAt',
  'presentedAt',
  'acceptedAt',
  'releasedAt',
  'endedAt',
  'targetDate',
  'conditionCode',
  'actualCost',
  'localTransportDays',
  'rootId',
] as const satisfies readonly (keyof WorkOrder)[];

const EVER: Instant = '9999-12-31T23:59:59.999Z';

/**
 * Compares every order with its events and tells each difference; with `write` what differs is written anew, an order a transaction, and
 * compared again: what still differs counts in `left`. `onProgress` hears now and then how many orders were looked at.
 */
export async function rebuildDerived(
  database: Database,
  {
    write,
    tell,
    onProgress,
  }: { write: boolean; tell(difference: Difference): void; onProgress?(orders: number): void },
): Promise<{ orders: number; differences: number; left: number }> {
  const found = { orders: 0, differences: 0, left: 0 };
  for (let after = ''; ; ) {
    const ids = await database.read((tx) => orderIdsAfter(tx, after));
    const last = ids.at(-1);
    if (last === undefined) return found;
    found.orders += ids.length;
    const differing = await database.read((tx) => differencesOf(tx, ids));
    for (const [id, differences] of differing) {
      found.differences += differences.length;
      for (const difference of differences) tell(difference);
      if (write) await database.write((tx) => writeAnew(tx, id));
    }
    const again = write ? await database.read((tx) => differencesOf(tx, [...differing.keys()])) : differing;
    for (const differences of again.values()) found.left += differences.length;
    onProgress?.(found.orders);
    after = last;
  }
}

async function differencesOf(tx: Tx, ids: readonly string[]): Promise<Map<string, Difference[]>> {
  const differing = new Map<string, Difference[]>();
  for (const told of await filesAsOf(tx, ids, EVER)) {
    const kept = (await findWorkOrderFile(tx, told.order.id))?.file;
    const differences = kept
      ? [...differencesBetween(kept, told), ...waitsThatDiffer(await partWaitsKept(tx, told.order.id), told)]
      : [];
    if (differences.length > 0) differing.set(told.order.id, differences);
  }
  return differing;
}

function differencesBetween(kept: WorkOrderFile, told: WorkOrderFile): Difference[] {
  const { id: workOrderId, number } = told.order;
  const of = (part: string) => (difference: Pick<Difference, 'field' | 'kept' | 'told'>) => ({
    workOrderId,
    number,
    part,
    ...difference,
  });
  return [
    ...fieldsThatDiffer(kept.order, told.order, DERIVED).map(of('order')),
    ...partsThatDiffer(kept.segments, told.segments).map(({ n, ...rest }) => of(`segment ${n}`)(rest)),
    ...partsThatDiffer(kept.targets, told.targets).map(({ n, ...rest }) => of(`target ${n}`)(rest)),
  ];
}

// What support priorities are added up from, by the key of the part.
function waitsThatDiffer(kept: readonly PartWait[], told: WorkOrderFile): Difference[] {
  const { id: workOrderId, number } = told.order;
  const [was, is] = [kept, partWaitsOfFile(told)].map((waits) => new Map(waits.map((wait) => [wait.partKey, wait])));
  return [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].flatMap((key) => {
    const [a, b] = [was?.get(key) ?? null, is?.get(key) ?? null];
    const at = { workOrderId, number, part: `wait ${key}` };
    if (!a || !b) return [{ ...at, field: null, kept: a, told: b }];
    return fieldsThatDiffer(a, b, Object.keys(b)).map((difference) => ({ ...at, ...difference }));
  });
}

type FieldDifference = Pick<Difference, 'field' | 'kept' | 'told'>;
type Part = { id: string; n: number };

function partsThatDiffer(kept: readonly Part[], told: readonly Part[]): (FieldDifference & { n: number })[] {
  const gone = kept.filter((row) => !told.some((part) => part.id === row.id));
  return [
    ...gone.map((row) => ({ n: row.n, field: null, kept: row, told: null })),
    ...told.flatMap((part) => {
      const row = kept.find((other) => other.id === part.id);
      if (!row) return [{ n: part.n, field: null, kept: null, told: part }];
      return fieldsThatDiffer(row, part, Object.keys(part)).map((difference) => ({ n: part.n, ...difference }));
    }),
  ];
}

function fieldsThatDiffer(kept: object, told: object, fields: readonly string[]): FieldDifference[] {
  const [row, part] = [kept, told] as Record<string, unknown>[];
  return fields.flatMap((field) => {
    const [was, is] = [row?.[field] ?? null, part?.[field] ?? null];
    return isSame({ field: is }, { field: was }) ? [] : [{ field, kept: was, told: is }];
  });
}

async function writeAnew(tx: Tx, id: string): Promise<void> {
  const [told] = await filesAsOf(tx, [id], EVER);
  const kept = (await findWorkOrderFile(tx, id))?.file;
  if (!told || !kept) throw new Error('an order has its events and its row');
  await writeSegments(tx, id, told.segments);
  const known = new Set(kept.targets.map((target) => target.id));
  for (const target of told.targets) if (!known.has(target.id)) await addTargetRow(tx, target);
  await writePartWaits(tx, id, partWaitsOfFile(told));
  await raiseMark(tx);
  await setDerived(tx, id, Object.fromEntries(DERIVED.map((field) => [field, told.order[field] ?? null])));
}
