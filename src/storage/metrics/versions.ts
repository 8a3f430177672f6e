// Versions of register records as they were recorded: what was known of them when.
import { asc } from 'drizzle-orm';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { bounded, isOneOf, portionsOf, rowsUnder } from '../engine/conditions.ts';
import type { RegisterNoun } from '../registers/tables.ts';
import type { Tables } from '../tables.ts';

/** A version of a register record, with when it was recorded. */
export interface Version<Record> {
  recordId: string;
  sequence: number;
  recordedAt: Instant;
  /** Since when it was so: where it comes from, if it was imported with that; since it was recorded otherwise. */
  since: Instant;
  actorId: string | null;
  noun: RegisterNoun;
  data: Record;
}

/** A version as its row in the chain has it. */
export function versionOf<Record>(row: Tables['registerEvents']['$inferSelect']): Version<Record> {
  const { canonical, recordId, sequence, recordedAt, actorId, noun } = row;
  const { data } = JSON.parse(canonical) as { data: Record & { imported?: { since: Instant } } };
  return { recordId, sequence, recordedAt, since: data.imported?.since ?? recordedAt, actorId, noun, data };
}

/** Every version of some records that had been recorded by an instant (and after another, if given), each record's oldest first. */
export async function versionsRecordedBy<Record>(
  tx: Tx,
  recordIds: Iterable<string>,
  asOf: Instant,
  after?: Instant,
): Promise<Version<Record>[]> {
  const { registerEvents: t } = tx.tables;
  const versions: Version<Record>[] = [];
  for (const some of portionsOf(recordIds)) {
    const rows = await rowsUnder(
      tx,
      'register-events:of-records',
      [
        isOneOf(t.recordId, some),
        bounded(t.recordedAt, 'upTo', asOf),
        after === undefined ? undefined : bounded(t.recordedAt, 'after', after),
      ],
      {},
      (db, _, where) => db.select().from(t).where(where).orderBy(asc(t.recordId), asc(t.sequence)),
    );
    versions.push(...rows.map((row) => versionOf<Record>(row)));
  }
  return versions;
}
