// Technical data in storage: the entries of documents, however they are spelled.
import { asc } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { isOneOf, portionsOf, rowsUnder } from '../engine/conditions.ts';
import type { Row } from '../engine/rows.ts';

/** Every entry of some documents, oldest first within one, whether a document is named in full-width or half-width forms. */
export async function technicalDataOf(tx: Tx, documents: readonly string[]): Promise<Row<'technicalData'>[]> {
  const wanted = new Set(documents.map((document) => document.normalize('NFKC')));
  if (wanted.size === 0) return [];
  const { document } = tx.tables.technicalData;
  const known = await rowsUnder(tx, 'technical-data:documents', [], {}, (db, { technicalData: t }) =>
    db.selectDistinct({ document: t.document }).from(t).orderBy(asc(t.document)),
  );
  const named = known.map((row) => row.document).filter((name) => wanted.has(name.normalize('NFKC')));
  const entries: Row<'technicalData'>[] = [];
  for (const some of portionsOf(named)) {
    const rows = await rowsUnder(
      tx,
      'technical-data:of',
      [isOneOf(document, some)],
      {},
      (db, { technicalData: t }, where) =>
        db.select().from(t).where(where).orderBy(asc(t.document), asc(t.effectiveFrom), asc(t.id)),
    );
    entries.push(...rows);
  }
  return entries;
}

/** Every entry of every document. */
export async function allTechnicalData(tx: Tx): Promise<Row<'technicalData'>[]> {
  const all = tx.prepared('technical-data:all', (db, { technicalData: t }, key) =>
    db.select().from(t).orderBy(asc(t.id)).prepare(key),
  );
  return await all.execute();
}
