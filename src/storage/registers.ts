// Registers in storage: records and the chain of their versions, and the prepared look-ups that decisions need.
import { and, asc, type Column, desc, eq, getTableName, gt, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { StatusReport } from '../domain/equipment.ts';
import { link } from '../domain/evidence.ts';
import { Problem } from '../domain/problem.ts';
import type { Instant } from '../domain/values.ts';
import { type Condition, equals, given, isOneOf, portionsOf, rowsUnder } from './conditions.ts';
import type { Tx } from './database.ts';
import { followInstallation } from './installations.ts';
import { listPage, type Page, type PageRequest, sortOf } from './pages.ts';
import { findRow, insertRow, updateRow } from './rows.ts';
import type { RegisterNoun, Tables } from './tables.ts';

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

/** Whether anybody is in the register yet. */
export async function hasPeople(tx: Tx): Promise<boolean> {
  const { people } = tx.tables;
  return (await tx.db.select({ id: people.id }).from(people).limit(1)).length > 0;
}

type Row<Name extends keyof Tables> = Tables[Name]['$inferSelect'];

/** The person with that id. Raises resource.not_found. */
export async function getPerson(tx: Tx, id: string): Promise<Row<'people'>> {
  const person = await findRow(tx, 'people', id);
  if (!person) throw new Problem('resource.not_found');
  return person;
}

/** All qualifications a person ever had, oldest first. */
export async function qualificationsOf(tx: Tx, personId: string): Promise<Row<'qualifications'>[]> {
  const list = tx.prepared('qualifications:of-person', (db, { qualifications: t }, key) =>
    db
      .select()
      .from(t)
      .where(eq(t.personId, sql.placeholder('personId')))
      .orderBy(asc(t.validFrom), asc(t.id))
      .prepare(key),
  );
  return await tx.kept.get(tx, `qualifications of ${personId}`, () => list.execute({ personId }));
}

/** Every qualification that names a stamp in one of those spellings, with the last day in service of its holder. */
export async function holdersOfStamp(
  tx: Tx,
  spellings: string[],
): Promise<{ qualification: Row<'qualifications'>; endedOn: string | null }[]> {
  const { qualifications, people } = tx.tables;
  return await tx.db
    .select({ qualification: qualifications, endedOn: people.endedOn })
    .from(qualifications)
    .innerJoin(people, eq(people.id, qualifications.personId))
    .where(inArray(qualifications.stampNumber, spellings));
}

/** All certifications a facility ever had. */
export async function certificationsOf(tx: Tx, facilityId: string): Promise<Row<'certifications'>[]> {
  const { certifications: t } = tx.tables;
  return (await ofFacility(tx, t, t.validFrom, facilityId)) as Row<'certifications'>[];
}

/** All capabilities a facility ever had. */
export async function capabilitiesOf(tx: Tx, facilityId: string): Promise<Row<'capabilities'>[]> {
  const { capabilities: t } = tx.tables;
  return (await ofFacility(tx, t, t.validFrom, facilityId)) as Row<'capabilities'>[];
}

/** All closures of a facility. */
export async function closuresOf(tx: Tx, facilityId: string): Promise<Row<'closures'>[]> {
  const { closures: t } = tx.tables;
  return (await ofFacility(tx, t, t.from, facilityId)) as Row<'closures'>[];
}

/** All instruments of a facility. */
export async function instrumentsOf(tx: Tx, facilityId: string): Promise<Row<'instruments'>[]> {
  const { instruments: t } = tx.tables;
  return (await ofFacility(tx, t, t.serialNumber, facilityId)) as Row<'instruments'>[];
}

async function ofFacility(
  tx: Tx,
  table: PgTable & { id: Column; facilityId: Column },
  by: Column,
  facilityId: string,
): Promise<unknown[]> {
  const list = tx.prepared(`${getTableName(table)}:of-facility`, (db, _, key) =>
    db
      .select()
      .from(table as PgTable)
      .where(eq(table.facilityId, sql.placeholder('facilityId')))
      .orderBy(asc(by), asc(table.id))
      .prepare(key),
  );
  return await tx.kept.get(tx, `${getTableName(table)} of ${facilityId}`, () => list.execute({ facilityId }));
}

/** Every equivalence, in effect or not. */
export async function allEquivalences(tx: Tx): Promise<Row<'equivalences'>[]> {
  const list = tx.prepared('equivalences:all', (db, { equivalences: t }, key) =>
    db.select().from(t).orderBy(asc(t.id)).prepare(key),
  );
  return await tx.kept.get(tx, 'equivalences', () => list.execute());
}

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

/** Every baseline of one activity on one platform. */
export async function baselinesFor(tx: Tx, platformId: string, activity: string): Promise<Row<'baselines'>[]> {
  const list = tx.prepared('baselines:of-work', (db, { baselines: t }, key) =>
    db
      .select()
      .from(t)
      .where(and(eq(t.platformId, sql.placeholder('platformId')), eq(t.activity, sql.placeholder('activity'))))
      .orderBy(asc(t.validFrom), asc(t.id))
      .prepare(key),
  );
  return await list.execute({ platformId, activity });
}

/** The ids of all baselines: of every work, ended or not. */
export async function baselineIds(tx: Tx): Promise<string[]> {
  const list = tx.prepared('baselines:ids', (db, { baselines: t }, key) =>
    db.select({ id: t.id }).from(t).prepare(key),
  );
  return (await list.execute()).map(({ id }) => id);
}

/** The platforms for which a facility has, had or will have a capability. */
export async function platformsWorkedAt(tx: Tx, facilityIds: readonly string[]): Promise<Set<string>> {
  const platforms = new Set<string>();
  for (const facilityId of facilityIds) {
    for (const capability of await capabilitiesOf(tx, facilityId)) platforms.add(capability.platformId);
  }
  return platforms;
}

/** The export categories of platforms, by platform id. */
export async function exportCategories(tx: Tx): Promise<{ id: string; category: string }[]> {
  const list = tx.prepared('platforms:categories', (db, { platforms: t }, key) =>
    db.select({ id: t.id, export: t.export }).from(t).prepare(key),
  );
  return await tx.kept.get(tx, 'export categories', async () =>
    (await list.execute()).map((row) => ({ id: row.id, category: row.export.category })),
  );
}

/** What each order on an authorization costs it: actual if given, else estimated; cancelled orders left out. */
export async function costsOn(
  tx: Tx,
  authorizationId: string,
): Promise<{ workOrderId: string; cost: Row<'workOrders'>['estimatedCost'] }[]> {
  const list = tx.prepared('work-orders:costs-on', (db, { workOrders: t }, key) =>
    db
      .select({ workOrderId: t.id, estimatedCost: t.estimatedCost, actualCost: t.actualCost })
      .from(t)
      .where(and(eq(t.authorizationId, sql.placeholder('authorizationId')), ne(t.status, 'cancelled')))
      .prepare(key),
  );
  const rows = await list.execute({ authorizationId });
  return rows.map((row) => ({ workOrderId: row.workOrderId, cost: row.actualCost ?? row.estimatedCost }));
}

/** The items installed directly in an item, by id. */
export async function itemsInstalledIn(tx: Tx, equipmentId: string): Promise<Row<'equipment'>[]> {
  const list = tx.prepared('equipment:installed-in', (db, { equipment: t }, key) =>
    db
      .select()
      .from(t)
      .where(eq(t.installedIn, sql.placeholder('equipmentId')))
      .orderBy(asc(t.id))
      .prepare(key),
  );
  return await list.execute({ equipmentId });
}

/** Whether any work order is about this equipment. */
export async function hasWorkOrders(tx: Tx, equipmentId: string): Promise<boolean> {
  const { workOrders } = tx.tables;
  const rows = await tx.db
    .select({ id: workOrders.id })
    .from(workOrders)
    .where(eq(workOrders.equipmentId, equipmentId))
    .limit(1);
  return rows.length > 0;
}

/** Keeps a status report; the condition that the latest one says is the equipment's, and is answered. */
export async function insertStatusReport(tx: Tx, report: StatusReport): Promise<StatusReport['condition']> {
  await insertRow(tx, 'statusReports', report);
  const latest = tx.prepared('status-reports:latest', (db, { statusReports: t }, key) =>
    db
      .select({ condition: t.condition })
      .from(t)
      .where(eq(t.equipmentId, sql.placeholder('equipmentId')))
      .orderBy(desc(t.at), desc(t.recordedAt), desc(t.id))
      .limit(1)
      .prepare(key),
  );
  const [row] = await latest.execute({ equipmentId: report.equipmentId });
  return row?.condition ?? report.condition;
}

/** The latest report that the release of an order made of its item, or null. */
export async function findReleaseReport(
  tx: Tx,
  equipmentId: string,
  workOrderId: string,
): Promise<StatusReport | null> {
  const find = tx.prepared('status-reports:of-release', (db, { statusReports: t }, key) =>
    db
      .select()
      .from(t)
      .where(and(eq(t.equipmentId, sql.placeholder('equipmentId')), eq(t.workOrderId, sql.placeholder('workOrderId'))))
      .orderBy(desc(t.recordedAt), desc(t.id))
      .limit(1)
      .prepare(key),
  );
  const [row] = await find.execute({ equipmentId, workOrderId });
  return row ?? null;
}

/** The status report with that id, or null. */
export async function findStatusReport(tx: Tx, id: string): Promise<StatusReport | null> {
  return await findRow(tx, 'statusReports', id);
}

/** The report of an item that says the same of the same instant, or null. */
export async function statusReportsAlike(
  tx: Tx,
  { equipmentId, at, condition }: Pick<StatusReport, 'equipmentId' | 'at' | 'condition'>,
): Promise<StatusReport | null> {
  const list = tx.prepared('status-reports:alike', (db, { statusReports: t }, key) =>
    db
      .select()
      .from(t)
      .where(
        and(
          eq(t.equipmentId, sql.placeholder('equipmentId')),
          eq(t.at, sql.placeholder('at')),
          eq(t.condition, sql.placeholder('condition')),
        ),
      )
      .orderBy(asc(t.id))
      .limit(1)
      .prepare(key),
  );
  return (await list.execute({ equipmentId, at, condition }))[0] ?? null;
}

/** The next reports by id, of all items. */
export async function statusReportsAfter(tx: Tx, id: string, limit: number): Promise<StatusReport[]> {
  const list = tx.prepared('status-reports:after', (db, { statusReports: t }, key) =>
    db
      .select()
      .from(t)
      .where(gt(t.id, sql.placeholder('id')))
      .orderBy(asc(t.id))
      .limit(sql.placeholder('limit'))
      .prepare(key),
  );
  return await list.execute({ id, limit });
}

/** One page of the status reports of an item. */
export async function listStatusReports(
  tx: Tx,
  equipmentId: string,
  page: { limit: number; cursor?: string | null | undefined; sort: string },
): Promise<Page<Row<'statusReports'>>> {
  const table = tx.tables.statusReports;
  return await listPage(tx, {
    table,
    where: [equals(table.equipmentId, equipmentId)],
    sort: sortOf(table, page.sort),
    limit: page.limit,
    cursor: page.cursor,
  });
}

/** The keys of a person in force at an instant. */
export async function keysInForce(tx: Tx, personId: string, at: Instant): Promise<Row<'apiKeys'>[]> {
  const { apiKeys } = tx.tables;
  const rows = await tx.db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.personId, personId), or(isNull(apiKeys.endedAt), gt(apiKeys.endedAt, at))));
  return rows;
}

/** The pin of a person, or null when none is set. */
export async function findPin(tx: Tx, personId: string): Promise<Row<'pins'> | null> {
  const find = tx.prepared('pins:of-person', (db, { pins: t }, key) =>
    db
      .select()
      .from(t)
      .where(eq(t.personId, sql.placeholder('personId')))
      .prepare(key),
  );
  const [row] = await find.execute({ personId });
  return row ?? null;
}

/** Sets the pin of a person, in place of the one before. */
export async function savePin(tx: Tx, pin: Row<'pins'>): Promise<void> {
  const { personId, ...set } = pin;
  await tx.db.insert(tx.tables.pins).values(pin).onConflictDoUpdate({ target: tx.tables.pins.personId, set });
}

/** The last code issued to a person, or null. Only it may be in force. */
export async function lastPinCode(tx: Tx, personId: string): Promise<Row<'pinCodes'> | null> {
  const { pinCodes } = tx.tables;
  const [row] = await tx.db
    .select()
    .from(pinCodes)
    .where(eq(pinCodes.personId, personId))
    .orderBy(desc(pinCodes.createdAt), desc(pinCodes.id))
    .limit(1);
  return row ?? null;
}

/** Keeps a code, by its hash. */
export async function insertPinCode(tx: Tx, code: Row<'pinCodes'>): Promise<void> {
  await insertRow(tx, 'pinCodes', code);
}

/** Counts a wrong try of a code, or marks it used. */
export async function updatePinCode(tx: Tx, id: string, set: Partial<Row<'pinCodes'>>): Promise<void> {
  await updateRow(tx, 'pinCodes', id, set);
}

/** One page of the codes issued to a person. */
export async function listPinCodes(
  tx: Tx,
  personId: string,
  page: { limit: number; cursor?: string | null | undefined; sort: string },
): Promise<Page<Row<'pinCodes'>>> {
  const table = tx.tables.pinCodes;
  return await listPage(tx, {
    table,
    where: [equals(table.personId, personId)],
    sort: sortOf(table, page.sort),
    limit: page.limit,
    cursor: page.cursor,
  });
}
