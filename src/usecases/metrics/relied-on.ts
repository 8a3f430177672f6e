// Looking back: what relied on a record that may turn out to have been wrong.
import { z } from 'zod';
import { EVENT_TYPES } from '../../domain/orders/event.ts';
import { STATUSES } from '../../domain/orders/status.ts';
import { Problem } from '../../domain/problem.ts';
import { decimal, type Instant, type IsoDate, id, instant, startOfDateInTokyo } from '../../domain/values.ts';
import { DECISIONS, INSPECTION_KINDS } from '../../domain/workshop/inspection.ts';
import type { Tx } from '../../storage/database.ts';
import { type Page, readPlace, writePlace } from '../../storage/engine/pages.ts';
import { inspectionsOf, type ReliancePlace, type RelianceRow, reliancesOn } from '../../storage/metrics/exposure.ts';
import { type Act, look } from '../act.ts';
import { isVisible } from '../orders/withheld.ts';
import { scopeOf } from '../orders/work-order-lists.ts';

/** The kinds of records that decisions rely on, and that can turn out to have been wrong. */
export const RELIED_ON = [
  'certification',
  'equivalence',
  'authorization',
  'capability',
  'instrument',
  'technical_data',
  'qualification',
  'person',
] as const;
type ReliedOn = (typeof RELIED_ON)[number];

export const reliedOnItem = z.strictObject({
  workOrderId: id,
  number: z.string(),
  status: z.enum(STATUSES),
  facilityId: id,
  platformId: id,
  sequence: z.int().meta({ description: 'The event of the order.' }),
  act: z.enum(EVENT_TYPES),
  guard: z.string().meta({ description: 'The guard that looked at the record; `measured_with`: a result names it.' }),
  recordRevision: z.int().meta({ description: 'The version of the record that was looked at.' }),
  occurredAt: instant,
  recordedAt: instant,
  actorId: id,
  operationId: id.nullable().meta({ description: 'The operation that was logged as done.' }),
  inspectionId: id.nullable().meta({ description: 'The inspection that was measured or signed.' }),
  measurements: z
    .array(
      z.strictObject({
        inspectionId: id,
        kind: z.enum(INSPECTION_KINDS),
        decision: z.enum(DECISIONS).nullable(),
        characteristic: z.int(),
        value: decimal.nullable(),
        conforms: z.boolean().nullable(),
        measuredBy: id,
        measuredAt: instant,
      }),
    )
    .meta({ description: 'For an instrument: the results it stands behind.' }),
});
export type ReliedOnItem = z.infer<typeof reliedOnItem>;

export interface ReliedOnQuestion {
  record: ReliedOn;
  id: string;
  /** The window `[from, to)`, dates in Asia/Tokyo: when it was relied on; for an instrument, when it measured. */
  from?: IsoDate | undefined;
  to?: IsoDate | undefined;
  limit: number;
  cursor?: string | undefined;
}

/**
 * What relied on a record: the decisions on orders the caller sees that are open, released or closed, by order and event. Raises
 * request.invalid for a record that is not there or not the caller's to see, a reversed window and a foreign cursor.
 * Source: lifecycle.md, Exposure, and rule 7.
 */
export async function listReliedOn(act: Act, question: ReliedOnQuestion): Promise<Page<ReliedOnItem>> {
  const { record, limit } = question;
  const from = question.from === undefined ? null : startOfDateInTokyo(question.from);
  const to = question.to === undefined ? null : startOfDateInTokyo(question.to);
  requireWindow(from, to);
  let after: ReliancePlace | null = question.cursor
    ? readPlace('relied-on', question.cursor, ['string', 'number', 'string'])
    : null;
  return await look(act, async (tx) => {
    await requireRecord(tx, act, question);
    // An instrument is asked about by when it measured, which a decision made later does not say.
    const isInstrument = record === 'instrument';
    const decided = isInstrument ? { from: null, to: null } : { from, to };
    const asked = { record, recordId: question.id, ...decided, scope: scopeOf(act.caller) };
    const items: ReliedOnItem[] = [];
    for (;;) {
      const rows = await reliancesOn(tx, asked, after, limit + 1);
      const told = rows.map(itemOf);
      const measured = isInstrument ? await withMeasurements(tx, told, question.id, from, to) : told;
      items.push(...measured);
      const last = rows.at(-1);
      if (items.length > limit || rows.length <= limit || !last) break;
      after = [last.workOrderId, last.sequence, last.guard];
    }
    const page = items.slice(0, limit);
    const last = page.at(-1);
    const next =
      items.length > limit && last ? writePlace('relied-on', [last.workOrderId, last.sequence, last.guard]) : null;
    return { items: page, next };
  });
}

function requireWindow(from: Instant | null, to: Instant | null): void {
  if (from === null || to === null || from < to) return;
  const message = { en: 'The window ends before it begins.', ja: '期間の終わりが始まり以前です。' };
  throw new Problem('request.invalid', { errors: [{ pointer: '/to', code: 'window.empty', message }] });
}

// Nothing relied on what is not there: that answer would reassure, and be wrong for a mistyped id.
async function requireRecord(tx: Tx, act: Act, { record, id }: ReliedOnQuestion): Promise<void> {
  if (await isVisible(tx, act.caller, { record, id })) return;
  const message = { en: 'There is no such record.', ja: '該当する記録がありません。' };
  throw new Problem('request.invalid', { errors: [{ pointer: '/id', code: 'reference.unknown', message }] });
}

function itemOf({ canonical, type, ...row }: RelianceRow): ReliedOnItem {
  const { data } = JSON.parse(canonical) as { data: { operationId?: string; inspectionId?: string } };
  return {
    workOrderId: row.workOrderId,
    number: row.number,
    status: row.status,
    facilityId: row.facilityId,
    platformId: row.platformId,
    sequence: row.sequence,
    act: type as ReliedOnItem['act'],
    guard: row.guard,
    recordRevision: row.recordRevision,
    occurredAt: row.occurredAt,
    recordedAt: row.recordedAt,
    actorId: row.actorId,
    operationId: data.operationId ?? null,
    inspectionId: data.inspectionId ?? null,
    measurements: [],
  };
}

// A decision stands on what the instrument measured in the window; one about an inspection on that alone. A result that was replaced is
// no longer relied on.
async function withMeasurements(
  tx: Tx,
  items: readonly ReliedOnItem[],
  instrumentId: string,
  from: Instant | null,
  to: Instant | null,
): Promise<ReliedOnItem[]> {
  const inspections = await inspectionsOf(tx, [...new Set(items.map((item) => item.workOrderId))]);
  return items.flatMap((item) => {
    const measurements = inspections
      .filter((i) => i.workOrderId === item.workOrderId && (item.inspectionId ?? i.id) === i.id)
      .flatMap(({ id, kind, decision, results }) =>
        results
          .filter((r) => r.instrumentId === instrumentId)
          .filter((r) => (from === null || r.measuredAt >= from) && (to === null || r.measuredAt < to))
          .map(({ instrumentId: _, ...r }) => ({ inspectionId: id, kind, decision, ...r })),
      );
    return measurements.length > 0 ? [{ ...item, measurements }] : [];
  });
}
