// Imports: a file is read in, once, and what came of it is shown.
import {
  FIRST_FINDINGS,
  type FindingKind,
  type Import,
  type ImportReport,
  stateAt,
} from '../../domain/exchange/import.ts';
import { notFound, Problem } from '../../domain/problem.ts';
import type { Tx } from '../../storage/database.ts';
import type { Page, PageRequest } from '../../storage/engine/pages.ts';
import { findImport, type ImportRow, listFindings, listImportRows } from '../../storage/exchange/imports.ts';
import { type Act, hasRole, look, requireRole } from '../act.ts';
import { type ImportedFile, ImportRun } from './import-run.ts';
import { type KindName, kinds } from './kinds/kinds.ts';
import { idOfKey } from './kinds/references.ts';

/**
 * Reads a file in. Rows are put in order, in batches of a transaction each; what is wrong with a row refuses that row alone. The import that
 * has this id already is read on behind the rows that it has, or answered when it is done. Raises access.role_denied, resource.not_found (an
 * import of somebody else), import.in_progress, import.other_file, request.too_large, request.timed_out, and import.unreadable when nothing of it
 * could be read.
 */
export async function importFile(
  act: Act,
  file: ImportedFile,
  progress: (done: Import) => void = () => undefined,
): Promise<ImportReport> {
  const kind = kinds[file.kind];
  requireRole(act, ...kind.writers);
  const { idempotency } = act;
  const id = file.id ?? (idempotency ? idOfKey('import', `${act.caller.personId} ${idempotency.key}`) : act.newId());
  const known = await look(act, (tx) => findImport(tx, id));
  if (known) requireSame(act, known, file);
  if (known?.state === 'done') return await look(act, (tx) => reported(tx, act, known));
  let done: ImportRow | undefined;
  const isAlone = await act.database.exclusively(`import ${id}`, async (signal) => {
    done = await new ImportRun(act, file, id, signal, (row) => progress(shown(act, row))).toItsEnd();
  });
  const row = done;
  if (!isAlone || !row) throw new Problem('import.in_progress');
  return await look(act, (tx) => reported(tx, act, row));
}

function requireSame(act: Act, known: ImportRow, file: ImportedFile): void {
  if (known.startedBy !== act.caller.personId) throw notFound(true);
  if (known.kind !== file.kind || known.format !== file.format || known.dryRun !== file.dryRun)
    throw new Problem('import.other_file');
}

/** The import as it is answered. */
function shown(act: Pick<Act, 'clock'>, { rowsSha256: _, ...row }: ImportRow): Import {
  const { created, changed, unchanged } = row;
  const { note } = kinds[row.kind as KindName] ?? { note: null };
  return { ...row, state: stateAt(row, act.clock()), accepted: created + changed + unchanged, note };
}

async function reported(tx: Tx, act: Pick<Act, 'clock'>, row: ImportRow): Promise<ImportReport> {
  const first = async (kind: FindingKind) =>
    (await listFindings(tx, { importId: row.id, kind }, { limit: FIRST_FINDINGS })).items;
  return { ...shown(act, row), errors: await first('error'), warnings: await first('warning') };
}

/** One import of one's own; an administrator's of anybody; with the first of what was found in its rows. Raises resource.not_found. */
export async function showImport(act: Act, id: string): Promise<ImportReport> {
  return await look(act, async (tx) => await reported(tx, act, await getImport(tx, act, id)));
}

/** The row of an import that the caller may see, inside an open transaction. Raises resource.not_found. */
export async function getImport(tx: Tx, act: Act, id: string): Promise<ImportRow> {
  const row = await findImport(tx, id);
  const isOwn = row?.startedBy === act.caller.personId || hasRole(act.caller, 'administrator');
  if (!row || !isOwn) throw notFound(row !== null);
  return row;
}

/** One's own imports; an administrator's all. */
export async function listImports(act: Act, page: PageRequest): Promise<Page<Import>> {
  const by = hasRole(act.caller, 'administrator') ? null : act.caller.personId;
  const { items, next } = await look(act, (tx) => listImportRows(tx, by, page));
  return { items: items.map((row) => shown(act, row)), next };
}
