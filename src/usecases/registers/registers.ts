// The engine of the registers: create, patch, get and list records of any noun, within roles, scope and references.
import type { z } from 'zod';
import { faultsOf } from '../../domain/faults.ts';
import { mergePatch } from '../../domain/merge-patch.ts';
import { folded } from '../../domain/orders/search.ts';
import { notFound, Problem, refuseFaults } from '../../domain/problem.ts';
import type { Role } from '../../domain/registers/person.ts';
import { dateInTokyo, type Fault, type Instant, type IsoDate, type Text } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import type { Page, PageRequest } from '../../storage/engine/pages.ts';
import {
  findRecord,
  insertRecord,
  isTaken,
  listRecordPage,
  listVersionRows,
  type RecordNoun,
  type RowOf,
  updateRecord,
} from '../../storage/registers/registers.ts';
import { type Act, type Caller, change, hasRole, look, type Outcome, requireRevision, requireRole } from '../act.ts';

export type { RecordNoun };

/** What a caller may see of a register: nothing said means everything. */
interface Sight<N extends RecordNoun> {
  /** The values that columns may have: what the database can narrow by. `sees` says the same. */
  columns?: Record<string, readonly string[]>;
  sees?(row: RowOf<N>): boolean;
}

/** The facts around one create (before: null) or patch. */
export interface Writing<N extends RecordNoun> {
  tx: Tx;
  caller: Caller;
  now: Instant;
  /** In Asia/Tokyo. */
  today: IsoDate;
  id: string;
  parentId: string | null;
  before: RowOf<N> | null;
  /** The members of the merge patch; null on create. */
  patch: Record<string, unknown> | null;
}

/** A register as far as its sight goes. */
export interface Sighted<N extends RecordNoun> {
  noun: N;
  /** What the caller may see. A register of a parent's records has the parent's. */
  sight(tx: Tx, caller: Caller): Promise<Sight<N>>;
  parent?: { field: 'facilityId' | 'personId'; of: Sighted<RecordNoun> };
}

/** One register: how its input becomes a record, who may write and see it, what must be true of it. */
export interface Register<N extends RecordNoun, I extends z.ZodObject, Shown> extends Sighted<N> {
  input: I;
  writers: readonly Role[];
  /** What is wrong beyond the form of the fields. */
  faults?(input: z.output<I>): Fault[];
  /** What is odd though it is kept: answered to who wrote it. */
  warnings?(input: z.output<I>): Fault[];
  /** What is wrong in the light of other records, and of the version before. */
  check?(input: z.output<I>, writing: Writing<N>): Promise<Fault[]>;
  /** Refuses, with a Problem of its own, what this caller may not write. */
  limit?(input: z.output<I>, writing: Writing<N>): Promise<void> | void;
  /** What else follows from a change, in the same transaction. */
  follow?(tx: Tx, before: RowOf<N>, after: RowOf<N>): Promise<void>;
  /** Sets of fields that no two records share. */
  unique?: readonly (readonly string[])[];
  /** The columns of the record; the input as it is unless said. */
  columns?(input: z.output<I>, writing: Writing<N>): Record<string, unknown>;
  /** The record as it is answered; the row as it is unless said. */
  view?(tx: Tx, row: RowOf<N>, today: IsoDate): Promise<Shown> | Shown;
  /** Filters of the list: a column that equals the value, or a test. */
  filters?: Record<string, 'column' | ((row: RowOf<N>, value: never, today: IsoDate) => boolean)>;
  /** What `q` searches. */
  texts?(row: RowOf<N>): (string | Text | null)[];
}

/** A record as it is answered to who wrote it: with the warnings, in a register that has any. */
export type Written<Shown> = Shown & { warnings?: Fault[] };

/** The request of a list: its page, `q`, and the register's filters. */
export interface ListRequest {
  limit: number;
  cursor?: string | null | undefined;
  sort: string;
  q?: string | undefined;
  [filter: string]: unknown;
}

/**
 * Makes a record. Raises request.invalid with every fault, access.role_denied, resource.not_found for a parent out of sight,
 * register.taken, and what the register's `limit` raises.
 */
export async function createRecord<N extends RecordNoun, I extends z.ZodObject, Shown>(
  act: Act,
  register: Register<N, I, Shown>,
  given: z.input<I>,
  parentId: string | null = null,
): Promise<Outcome<Written<Shown>>> {
  requireRole(act, ...register.writers);
  return await change(act, async (tx, now) => {
    const id = act.newId();
    const writing = { tx, caller: act.caller, now, today: dateInTokyo(now), id, parentId, before: null, patch: null };
    await requireParent(tx, act.caller, register, parentId);
    const columns = await decide(register, given, writing);
    await refuseTaken(tx, register, columns, writing);
    const fields = { ...columns, id } as unknown as Omit<RowOf<N>, 'createdAt' | 'revision'>;
    const row = await insertRecord(tx, register.noun, fields, { recordedAt: now, actorId: act.caller.personId });
    return await written(tx, register, row, writing.today);
  });
}

/**
 * Applies a merge patch (RFC 7396) to what can be given of a record; the whole is checked anew. A patch that changes nothing makes
 * no version. Raises resource.not_found, request.invalid, access.role_denied, 428, 412, register.taken.
 */
export async function patchRecord<N extends RecordNoun, I extends z.ZodObject, Shown>(
  act: Act,
  register: Register<N, I, Shown>,
  id: string,
  patch: Record<string, unknown>,
  parentId: string | null = null,
): Promise<Outcome<Written<Shown>>> {
  return await change(act, async (tx, now) => {
    const before = await getVisible(tx, act.caller, register, id, parentId);
    requireRole(act, ...register.writers);
    const known = before as Record<string, unknown>;
    const names = Object.keys(register.input.shape).filter((name) => known[name] !== undefined);
    const merged = mergePatch(Object.fromEntries(names.map((name) => [name, known[name]])), patch);
    const writing = { tx, caller: act.caller, now, today: dateInTokyo(now), id, parentId, before, patch };
    const columns = await decide(register, merged as z.input<I>, writing);
    requireRevision(act, before.revision);
    const changed = Object.entries(columns).filter(([name, value]) => !isSame(known[name], value));
    if (changed.length === 0) return await written(tx, register, before, writing.today);
    await refuseTaken(tx, register, columns, writing);
    const set = Object.fromEntries(changed) as Partial<RowOf<N>>;
    const row = await updateRecord(tx, register.noun, before, set, { recordedAt: now, actorId: act.caller.personId });
    await register.follow?.(tx, before, row);
    return await written(tx, register, row, writing.today);
  });
}

/** A record that the caller may see. Raises resource.not_found. */
export async function getRecord<N extends RecordNoun, I extends z.ZodObject, Shown>(
  act: Act,
  register: Register<N, I, Shown>,
  id: string,
  parentId: string | null = null,
): Promise<Shown> {
  return await look(act, async (tx) => {
    const row = await getVisible(tx, act.caller, register, id, parentId);
    return await viewed(tx, register, row, dateInTokyo(act.clock()));
  });
}

/** A version of a record, as it stands in its chain: `sha256` is over the RFC 8785 form of the rest. */
export interface Version {
  noun: RecordNoun;
  recordId: string;
  /** The revision of the record that it was. */
  sequence: number;
  recordedAt: Instant;
  /** Null: the program itself. */
  actorId: string | null;
  data: Record<string, unknown>;
  previousSha256: string | null;
  sha256: string;
}

/** A page of the versions of a record that the caller may see. Raises resource.not_found, request.invalid for a foreign cursor. */
export async function listVersions<N extends RecordNoun>(
  act: Act,
  register: Sighted<N>,
  id: string,
  parentId: string | null,
  page: PageRequest,
): Promise<Page<Version>> {
  return await look(act, async (tx) => {
    await getVisible(tx, act.caller, register, id, parentId);
    const { items, next } = await listVersionRows(tx, id, page);
    return { items: items.map(({ canonical, sha256 }) => ({ ...(JSON.parse(canonical) as Version), sha256 })), next };
  });
}

/** A page of the records that the caller may see. Raises resource.not_found for a parent out of sight, request.invalid for a foreign cursor. */
export async function listRecords<N extends RecordNoun, I extends z.ZodObject, Shown>(
  act: Act,
  register: Register<N, I, Shown>,
  { limit, cursor, sort, q, ...filters }: ListRequest,
  parentId: string | null = null,
): Promise<Page<Shown>> {
  return await look(act, async (tx) => {
    const today = dateInTokyo(act.clock());
    await requireParent(tx, act.caller, register, parentId);
    const sight = register.parent ? {} : await register.sight(tx, act.caller);
    const columns: Record<string, unknown> = register.parent ? { [register.parent.field]: parentId } : {};
    const tests: ((row: RowOf<N>) => boolean)[] = [];
    if (sight.sees) tests.push((row) => sight.sees?.(row) === true);
    for (const [name, value] of Object.entries(filters)) {
      const filter = register.filters?.[name];
      if (value === undefined || value === null || filter === undefined) continue;
      if (filter === 'column') columns[name] = value;
      else tests.push((row) => filter(row, value as never, today));
    }
    if (q !== undefined && register.texts) {
      const wanted = folded(q);
      tests.push((row) => register.texts?.(row).some((text) => textHolds(text, wanted)) === true);
    }
    const found = await listRecordPage(
      tx,
      register.noun,
      { limit, cursor, sort },
      [sight.columns ?? {}, columns],
      tests.length === 0 ? undefined : (row) => tests.every((test) => test(row)),
    );
    const items: Shown[] = [];
    for (const row of found.items) items.push(await viewed(tx, register, row, today));
    return { items, next: found.next };
  });
}

/** Raises resource.not_found unless the caller may see the record, or, with no id, the parent. */
export async function requireInSight<N extends RecordNoun, I extends z.ZodObject, Shown>(
  act: Act,
  register: Register<N, I, Shown>,
  id: string | null,
  parentId: string | null = null,
): Promise<void> {
  await look(act, async (tx) => {
    if (id === null) await requireParent(tx, act.caller, register, parentId);
    else await getVisible(tx, act.caller, register, id, parentId);
  });
}

/** The row of a record that the caller may see, inside an open transaction. Raises resource.not_found. */
export async function getVisible<N extends RecordNoun>(
  tx: Tx,
  caller: Caller,
  register: Sighted<N>,
  id: string,
  parentId: string | null = null,
): Promise<RowOf<N>> {
  await requireParent(tx, caller, register, parentId);
  const row = await findRecord(tx, register.noun, id);
  const { parent } = register;
  if (row === null) throw notFound();
  const seen = await isInSight(tx, caller, register, row);
  const isOfParent = !parent || (row as Record<string, unknown>)[parent.field] === parentId;
  if (!seen || !isOfParent) throw notFound(!seen);
  return row;
}

/** Raises resource.not_found unless the caller sees the parent of what a register holds; a register without parents needs none. */
export async function requireParent(
  tx: Tx,
  caller: Caller,
  { parent }: { parent?: { of: Sighted<RecordNoun> } },
  parentId: string | null,
): Promise<void> {
  if (!parent) return;
  const row = parentId === null ? null : await findRecord(tx, parent.of.noun, parentId);
  if (row === null || !(await isInSight(tx, caller, parent.of, row))) throw notFound(row !== null);
}

/** Whether the caller may see a record: what is seen of a parent is seen of its records. */
export async function isInSight<N extends RecordNoun>(
  tx: Tx,
  caller: Caller,
  register: Sighted<N>,
  row: RowOf<N>,
): Promise<boolean> {
  const { parent } = register;
  if (parent) {
    const of = await findRecord(tx, parent.of.noun, String((row as Record<string, unknown>)[parent.field]));
    return of !== null && (await isInSight(tx, caller, parent.of, of));
  }
  const sight = await register.sight(tx, caller);
  return sight.sees?.(row) ?? true;
}

/** The columns of what was given, once nothing is wrong with it. Raises request.invalid, and what the register's `limit` raises. */
export async function decide<N extends RecordNoun, I extends z.ZodObject, Shown>(
  register: Register<N, I, Shown>,
  given: z.input<I>,
  writing: Writing<N>,
): Promise<Record<string, unknown>> {
  const parsed = register.input.safeParse(given);
  if (!parsed.success) throw new Problem('request.invalid', { errors: faultsOf(parsed) });
  const input = parsed.data as z.output<I>;
  refuseFaults([...(register.faults?.(input) ?? []), ...((await register.check?.(input, writing)) ?? [])]);
  await register.limit?.(input, writing);
  const columns = register.columns?.(input, writing) ?? { ...(input as Record<string, unknown>) };
  return register.parent ? { ...columns, [register.parent.field]: writing.parentId } : columns;
}

/** Raises register.taken when another record has what no two share. */
export async function refuseTaken<N extends RecordNoun, I extends z.ZodObject, Shown>(
  tx: Tx,
  register: Register<N, I, Shown>,
  columns: Record<string, unknown>,
  { before, id }: Writing<N>,
): Promise<void> {
  for (const fields of register.unique ?? []) {
    const values = fields.map((field) => [field, columns[field]] as const);
    if (before && values.every(([field, value]) => isSame((before as Record<string, unknown>)[field], value))) continue;
    const spelled = Object.fromEntries(values.map(([field, value]) => [field, spellings(String(value))]));
    if (await isTaken(tx, register.noun, spelled, id))
      throw new Problem('register.taken', { fields: fields.filter((field) => field !== register.parent?.field) });
  }
}

async function viewed<N extends RecordNoun, I extends z.ZodObject, Shown>(
  tx: Tx,
  register: Register<N, I, Shown>,
  row: RowOf<N>,
  today: IsoDate,
): Promise<Shown> {
  return register.view ? await register.view(tx, row, today) : (row as unknown as Shown);
}

async function written<N extends RecordNoun, I extends z.ZodObject, Shown>(
  tx: Tx,
  register: Register<N, I, Shown>,
  row: RowOf<N>,
  today: IsoDate,
): Promise<Written<Shown>> {
  const shown = (await viewed(tx, register, row, today)) as Written<Shown>;
  return register.warnings ? { ...shown, warnings: register.warnings(row as unknown as z.output<I>) } : shown;
}

/** Sight of a register that everyone signed in may read. */
export async function everything(): Promise<Record<string, never>> {
  return {};
}

/** Whether the caller belongs to the plant side, and so sees by facility. */
export function isOfPlant(caller: Caller): boolean {
  return hasRole(caller, 'depot_staff', 'qa_inspector', 'host_office');
}

/** The platforms of the caller's programs; none unless they are a program office. */
export function programPlatforms(caller: Caller): readonly string[] {
  return hasRole(caller, 'program_office') ? caller.programPlatformIds : [];
}

/**
 * Raises access.outside_program unless the caller is an administrator or a program office all of these platforms belong to.
 * No platform at all would mean every platform, or none that is theirs: refused too.
 */
export function requireOwnPlatforms(caller: Caller, platformIds: readonly string[]): void {
  if (hasRole(caller, 'administrator')) return;
  const own = programPlatforms(caller);
  const outside = platformIds.filter((id) => !own.includes(id));
  if (platformIds.length === 0 || outside.length > 0)
    throw new Problem('access.outside_program', { platformIds: outside });
}

function textHolds(text: string | Text | null, wanted: string): boolean {
  if (text === null) return false;
  if (typeof text === 'string') return folded(text).includes(wanted);
  return [text.en, text.ja].some((one) => one !== undefined && folded(one).includes(wanted));
}

/** The spellings that are one code in NFKC and that people type: as given, narrow, and full-width. */
export function spellings(given: string): string[] {
  const narrow = given.normalize('NFKC');
  const wide = narrow.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).replaceAll(' ', '\u3000');
  return [...new Set([given, narrow, wide])];
}

/** Whether two values are the same JSON; members may stand in another order, and what is not there is null. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return (a ?? null) === (b ?? null);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => isSame((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]));
}
