// Imports in storage: how far each file got, and what was wrong, or odd, with its rows.
import type { FindingKind, RowError } from '../../domain/exchange/import.ts';
import type { Tx } from '../database.ts';
import { equals } from '../engine/conditions.ts';
import { listPage, type Page, type PageRequest, sortOf } from '../engine/pages.ts';
import { findRow, insertRow, insertRows, updateRow } from '../engine/rows.ts';
import type { Tables } from '../tables.ts';

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

/** Keeps what was found in rows of an import, `from` the place after the last of that kind. */
export async function insertFindings(
  tx: Tx,
  { importId, kind, from }: { importId: string; kind: FindingKind; from: number },
  findings: readonly RowError[],
): Promise<void> {
  const rows = findings.map((finding, at) => ({ importId, kind, n: from + at, ...finding }));
  await insertRows(tx, 'importFindings', rows);
}

/** One page of the errors, or the warnings, of an import, in the order of its rows. Raises request.invalid for a foreign cursor. */
export async function listFindings(
  tx: Tx,
  { importId, kind }: { importId: string; kind: FindingKind },
  { limit, cursor }: Omit<PageRequest, 'sort'>,
): Promise<Page<RowError>> {
  const { importFindings: t } = tx.tables;
  const found = await listPage(tx, {
    table: t,
    where: [equals(t.importId, importId), equals(t.kind, kind)],
    sort: sortOf(t, 'n'),
    key: t.n,
    limit,
    cursor,
  });
  const items = found.items.map(({ row, line, column, code, message }) => ({ row, line, column, code, message }));
  return { items, next: found.next };
}
