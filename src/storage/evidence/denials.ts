// Denials: refused access, by person and time.
import { and, count, eq, gt, sql } from 'drizzle-orm';
import type { Denial } from '../../domain/evidence/denial.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { bounded, equals } from '../engine/conditions.ts';
import { listPage, type Page, type PageRequest, sortOf } from '../engine/pages.ts';
import { insertRow } from '../engine/rows.ts';

/** Keeps a denial. */
export async function insertDenial(tx: Tx, denial: Denial): Promise<void> {
  await insertRow(tx, 'denials', denial);
}

/** How many denials of a person were kept after an instant. */
export async function denialsSince(tx: Tx, personId: string, since: Instant): Promise<number> {
  const counted = tx.prepared('denials:since', (db, { denials: t }, key) =>
    db
      .select({ count: count() })
      .from(t)
      .where(and(eq(t.personId, sql.placeholder('personId')), gt(t.at, sql.placeholder('since'))))
      .prepare(key),
  );
  const [row] = await counted.execute({ personId, since });
  return row?.count ?? 0;
}

/** One page of the denials in `[from, to)`, of one person or with one code when those are given. Raises request.invalid for a foreign cursor. */
export async function listDenialRows(
  tx: Tx,
  { limit, cursor, sort }: PageRequest,
  {
    personId,
    code,
    from,
    to,
  }: { personId?: string | undefined; code?: string | undefined; from?: Instant | undefined; to?: Instant | undefined },
): Promise<Page<Denial>> {
  const { denials: t } = tx.tables;
  return await listPage(tx, {
    table: t,
    where: [
      personId === undefined ? undefined : equals(t.personId, personId),
      code === undefined ? undefined : equals(t.code, code),
      from === undefined ? undefined : bounded(t.at, 'from', from),
      to === undefined ? undefined : bounded(t.at, 'until', to),
    ],
    sort: sortOf(t, sort),
    limit,
    cursor,
  });
}
