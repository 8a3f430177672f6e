// Orders whose past was told otherwise after an instant: by a correction of the clock that was agreed, or by an import that went on with a history.
import { sql } from 'drizzle-orm';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { bounded, type Condition, equals, placeFor, rowsUnder } from '../engine/conditions.ts';

/** Orders whose clock was corrected, and that agreed, after an instant. */
export function correctedSince(tx: Tx, asOf: Instant): Condition {
  const { workOrders: t, corrections: c } = tx.tables;
  return {
    shape: 'corrected since',
    sql: () =>
      sql`${t.id} in (select ${tx.unindexed(c.workOrderId)} from ${c} where ${c.decidedAt} > ${placeFor(c.decidedAt, 'correctedAfter')} and ${c.status} = 'agreed')`,
    values: { correctedAfter: asOf },
  };
}

/** The same, asked of one order at a time. */
export function isCorrectedSince(tx: Tx, asOf: Instant): Condition {
  const { workOrders: t, corrections: c } = tx.tables;
  return {
    shape: 'corrected after',
    sql: () =>
      sql`exists (select 1 from ${c} where ${c.workOrderId} = ${t.id} and ${c.decidedAt} > ${placeFor(c.decidedAt, 'correctedAfter')} and ${c.status} = 'agreed')`,
    values: { correctedAfter: asOf },
  };
}

/**
 * Imported orders that had been recorded by an instant and whose history an import went on with after it, with what had happened long before.
 * Null: no import did, as is usual; so nothing is searched for them.
 */
export async function continuedSince(tx: Tx, asOf: Instant): Promise<Condition | null> {
  const { workOrders: t, events: e, imports: i } = tx.tables;
  const changed: Condition = { shape: 'changed', sql: () => sql`${i.changed} > 0`, values: {} };
  const conditions = [equals(i.kind, 'work-orders'), changed, bounded(i.updatedAt, 'after', asOf)];
  const imports = await rowsUnder(tx, 'imports:since', conditions, {}, (db, { imports: all }, where) =>
    db.select({ id: all.id }).from(all).where(where).limit(1),
  );
  if (imports.length === 0) return null;
  return {
    shape: 'continued since',
    sql: () =>
      sql`(${t.historical} = ${placeFor(t.historical, 'imported')} and ${t.lastRecordedAt} > ${placeFor(t.lastRecordedAt, 'continuedAfter')} and (select ${e.recordedAt} from ${e} where ${e.workOrderId} = ${t.id} and ${e.sequence} = 1) <= ${placeFor(e.recordedAt, 'continuedAfter')})`,
    values: { imported: true, continuedAfter: asOf },
  };
}
