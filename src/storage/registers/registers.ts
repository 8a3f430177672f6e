// Registers in storage: records, and the chain of the versions of each.
import { and, asc, type Column, eq, getTableName, type SQL, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { link } from '../../domain/evidence/evidence.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { type Condition, equals, given, isOneOf, portionsOf, rowsUnder } from '../engine/conditions.ts';
import { listPage, type Page, type PageRequest, sortOf } from '../engine/pages.ts';
import { findRow, insertRow, updateRow } from '../engine/rows.ts';
import type { Tables } from '../tables.ts';
import { followInstallation } from './installations.ts';
import type { RegisterNoun } from './tables.ts';

/** The table of each noun whose records are rows with `id`, `createdAt` and `revision`. */
export const REGISTER_TABLES = {
  standard: 'standards',
  equivalence: 'equivalences',
  platform: 'platforms',
  equipment: 'equipment',
  facility: 'facilities',
  certification: 'certifications',
  capability: 'capabilities',
  closure: 'closures',
  instrument: 'instruments',
  authorization: 'authorizations',
  person: 'people',
  qualification: 'qualifications',
  key: 'apiKeys',
  technical_data: 'technicalData',
  supplier: 'suppliers',
  baseline: 'baselines',
  holiday_list: 'holidayLists',
  catalogue_item: 'catalogueItems',
  weighting: 'weightings',
  support_list: 'supportLists',
} as const satisfies Partial<Record<RegisterNoun, keyof Tables>>;
export type RecordNoun = keyof typeof REGISTER_TABLES;
type TableOf<N extends RecordNoun> = Tables[(typeof REGISTER_TABLES)[N]];
export type RowOf<N extends RecordNoun> = TableOf<N>['$inferSelect'];

// What must never reach the readable chain.
const SECRET_COLUMNS = new Set(['secretSha256']);

/** Who recorded a version, and when. `actorId` null: the program itself. */
export interface Recording {
  recordedAt: Instant;
  actorId: string | null;
  /** Since when it was so where it was imported from; since it was recorded unless given. Stands in the chain as `imported.since`. */
  since?: Instant | undefined;
}

/** Inserts a record as its first version; `createdAt`: when it was made elsewhere, now unless given. Raises UniqueViolation. */
export async function insertRecord<N extends RecordNoun>(
  tx: Tx,
  noun: N,
  fields: Omit<RowOf<N>, 'createdAt' | 'revision'>,
  recording: Recording,
  createdAt: Instant = recording.recordedAt,
): Promise<RowOf<N>> {
  const row = { ...fields, createdAt, revision: 1 } as unknown as RowOf<N>;
  await insertRow(tx, REGISTER_TABLES[noun], row as never);
  if (noun === 'equipment') await followInstallation(tx, null, row as RowOf<'equipment'>, soSince(recording));
  await appendVersion(tx, noun, row.id, 1, publicPart(row), recording);
  return row;
}

/** Sets some fields of a record as its next version, `beside` standing in the chain with it. Raises UniqueViolation. */
export async function updateRecord<N extends RecordNoun>(
  tx: Tx,
  noun: N,
  before: RowOf<N>,
  set: Partial<RowOf<N>>,
  recording: Recording,
  beside: Record<string, unknown> = {},
): Promise<RowOf<N>> {
  const changed = { ...set, revision: before.revision + 1 };
  await updateRow(tx, REGISTER_TABLES[noun], before.id, changed as never);
  const row = { ...before, ...changed };
  if (noun === 'equipment')
    await followInstallation(tx, before as RowOf<'equipment'>, row as RowOf<'equipment'>, soSince(recording));
  await appendVersion(tx, noun, row.id, row.revision, { ...publicPart(row), ...beside }, recording);
  return row;
}

function soSince({ since, recordedAt }: Recording): Instant {
  return since ?? recordedAt;
}

/** Appends one link to the chain of a record: `sequence` is its revision, `data` the whole version without secrets. */
export async function appendVersion(
  tx: Tx,
  noun: RegisterNoun,
  recordId: string,
  sequence: number,
  data: Record<string, unknown>,
  { recordedAt, actorId, since }: Recording,
): Promise<void> {
  const previous = tx.prepared('register-events:head', (db, { registerEvents: t }, key) =>
    db
      .select({ sha256: t.sha256 })
      .from(t)
      .where(and(eq(t.recordId, sql.placeholder('recordId')), eq(t.sequence, sql.placeholder('sequence'))))
      .prepare(key),
  );
  const head = sequence === 1 ? undefined : (await previous.execute({ recordId, sequence: sequence - 1 }))[0];
  const made = link({
    noun,
    recordId,
    sequence,
    recordedAt,
    actorId,
    data: since === undefined ? data : { ...data, imported: { since } },
    previousSha256: head?.sha256 ?? null,
  });
  await insertRow(tx, 'registerEvents', {
    noun,
    recordId,
    sequence,
    recordedAt,
    actorId,
    canonical: made.canonical,
    previousSha256: made.previousSha256,
    sha256: made.sha256,
  });
}

// A version as JSON: every column there, undefined as null, secrets left out.
function publicPart(row: object): Record<string, unknown> {
  const shown = Object.entries(row).filter(([name]) => !SECRET_COLUMNS.has(name));
  return Object.fromEntries(shown.map(([name, value]) => [name, value ?? null]));
}

/** One page of the versions of a record, as they stand in its chain. Raises request.invalid for a foreign cursor. */
export async function listVersionRows(
  tx: Tx,
  recordId: string,
  { limit, cursor, sort }: PageRequest,
): Promise<Page<Tables['registerEvents']['$inferSelect']>> {
  const { registerEvents: t } = tx.tables;
  return await listPage(tx, {
    table: t,
    where: [equals(t.recordId, recordId)],
    sort: sortOf(t, sort),
    key: t.sequence,
    limit,
    cursor,
  });
}

/** A record, or null. */
export async function findRecord<N extends RecordNoun>(tx: Tx, noun: N, id: string): Promise<RowOf<N> | null> {
  return (await findRow(tx, REGISTER_TABLES[noun], id)) as RowOf<N> | null;
}

/** One page of a register: `columns` narrows by all of those values, `keep` by anything else. Raises request.invalid for a foreign cursor. */
export async function listRecordPage<N extends RecordNoun>(
  tx: Tx,
  noun: N,
  page: { limit: number; cursor?: string | null | undefined; sort: string },
  columns: readonly Record<string, unknown>[],
  keep?: (row: RowOf<N>) => boolean,
): Promise<Page<RowOf<N>>> {
  const table: PgTable = tx.tables[REGISTER_TABLES[noun]];
  const found = await listPage(tx, {
    table,
    where: columns.flatMap((values) => columnsAre(tx, noun, values)),
    sort: sortOf(table, page.sort),
    limit: page.limit,
    cursor: page.cursor,
    keep: keep as ((row: Record<string, unknown>) => boolean) | undefined,
  });
  return found as Page<RowOf<N>>;
}

// The condition that columns hold some values; null: nothing is said about that column.
function columnsAre(tx: Tx, noun: RecordNoun, values: Record<string, unknown>): Condition[] {
  const table = tx.tables[REGISTER_TABLES[noun]] as unknown as Record<string, Column>;
  return Object.entries(values).flatMap(([name, value]) => {
    const column = table[name];
    if (!column) throw new Error(`no column ${name} in ${noun}`);
    if (value === undefined || value === null) return [];
    return [Array.isArray(value) ? isOneOf(column, value) : equals(column, value)];
  });
}

/**
 * Whether another record than `exceptId` holds one of those values in each of those columns: spellings of one value, which others may
 * have typed in part full-width and in part half-width.
 */
export async function isTaken(
  tx: Tx,
  noun: RecordNoun,
  values: Record<string, string[]>,
  exceptId: string | null,
): Promise<boolean> {
  const table = tx.tables[REGISTER_TABLES[noun]] as Tables['people'];
  const columns = table as unknown as Record<string, Column>;
  const find = async (key: string, conditions: Condition[]): Promise<Record<string, unknown>[]> =>
    await rowsUnder(tx, `${noun}:${key}`, conditions, {}, (db, _, where) => db.select().from(table).where(where));
  const rows = await find('taken', columnsAre(tx, noun, values));
  // Full-width forms are few, and asked for by an index of their own: what they stand for only we can say.
  const texts = Object.keys(values).filter((name) => !name.endsWith('Id') && columns[name]?.enumValues === undefined);
  const exact = Object.fromEntries(Object.entries(values).filter(([name]) => !texts.includes(name)));
  for (const name of texts) {
    const column = columns[name];
    if (column) rows.push(...(await find(`taken-wide:${name}`, [...columnsAre(tx, noun, exact), isWide(column)])));
  }
  const narrow = (value: unknown) => String(value).normalize('NFKC');
  return rows.some(
    (row) =>
      row.id !== exceptId &&
      Object.entries(values).every(([name, spelled]) => spelled.some((one) => narrow(one) === narrow(row[name]))),
  );
}

// More bytes than characters: full-width forms among others.
function isWide(column: Column): Condition {
  return {
    shape: `wide:${column.name}`,
    sql: () => sql`octet_length(${column}) > length(${column})`,
    values: {},
  };
}

/** The records that have one of those values in each of those columns, by id. */
export async function findRecordsBy<N extends RecordNoun>(
  tx: Tx,
  noun: N,
  values: Record<string, unknown>,
): Promise<RowOf<N>[]> {
  const table = tx.tables[REGISTER_TABLES[noun]] as Tables['people'];
  const rows = await rowsUnder(tx, `${noun}:by`, columnsAre(tx, noun, values), {}, (db, _, where) =>
    db.select().from(table).where(where).orderBy(asc(table.id)),
  );
  return rows as unknown as RowOf<N>[];
}

/** Which of those ids no record of that noun has. */
export async function missingIds(tx: Tx, noun: RecordNoun, ids: readonly string[]): Promise<Set<string>> {
  return await missingValues(tx, tx.tables[REGISTER_TABLES[noun]].id, ids);
}

/** Which of those codes no standard has. */
export async function missingStandards(tx: Tx, codes: readonly string[]): Promise<Set<string>> {
  return await missingValues(tx, tx.tables.standards.code, codes);
}

async function missingValues(tx: Tx, column: Column, values: readonly string[]): Promise<Set<string>> {
  const missing = new Set(values);
  for (const some of portionsOf(values)) {
    const rows = await rowsUnder(
      tx,
      `${getTableName(column.table)}:held`,
      [isOneOf(column, some)],
      {},
      (db, _, where) =>
        db
          .select({ value: given(column) as SQL<string> })
          .from(column.table as PgTable)
          .where(where),
    );
    for (const { value } of rows) missing.delete(value);
  }
  return missing;
}
