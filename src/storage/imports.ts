// Imports in storage: how far each file got, and what was wrong with its rows.

import { equals } from './conditions.ts';
import type { Tx } from './database.ts';
import { listPage, type Page, type PageRequest, sortOf } from './pages.ts';
import { findRow, insertRow, updateRow } from './rows.ts';
import type { Tables } from './tables.ts';

export type ImportRow = Tables['imports']['$inferSelect'];

/** The import with that id, or null. */
export async function findImport(tx: Tx, id: string): Promise<ImportRow | null> {
  return await findRow(tx, 'imports', id);
}

/** Keeps an import that has begun. Raises UniqueViolation. */
export async function insertImport(tx: Tx, row: ImportRow): Promise<void> {
  await insertRow(tx, 'imports', row);
}

/** Keeps how far an import got. */
export async function updateImport(tx: Tx, id: string, set: Partial<ImportRow>): Promise<void> {
  await updateRow(tx, 'imports', id, set);
}

/** One page of the imports that a person began, or of all (`startedBy` null). */
export async function listImportRows(
  tx: Tx,
  startedBy: string | null,
  { limit, cursor, sort }: PageRequest,
): Promise<Page<ImportRow>> {
  const { imports: t } = tx.tables;
  return await listPage(tx, {
    table: t,
    where: [startedBy === null ? undefined : equals(t.startedBy, startedBy)],
    sort: sortOf(t, sort),
    limit,
    cursor,
  });
}
