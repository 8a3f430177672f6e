// Putting a record as it is known elsewhere: made, changed or left, by the same rules as over the API.
import type { z } from 'zod';
import { Problem } from '../../../domain/problem.ts';
import { dateInTokyo, type Fault, type Instant } from '../../../domain/values.ts';
import type { Tx } from '../../../storage/database.ts';
import {
  findRecord,
  insertRecord,
  type RecordNoun,
  type RowOf,
  updateRecord,
} from '../../../storage/registers/registers.ts';
import type { Caller } from '../../act.ts';
import { decide, isSame, type Register, refuseTaken, requireParent } from '../../registers/registers.ts';

/** What became of a row: `unchanged`: it says what is here already. */
export type Put = 'created' | 'changed' | 'unchanged';

/** What became of a row, and what is odd about it. */
export interface PutRow {
  put: Put;
  warnings: Fault[];
  /** What it names that is not here and that a later row may still make: it was put without those. */
  missing?: Fault[];
}

/** Who puts, and when. */
export interface Putting {
  tx: Tx;
  caller: Caller;
  now: Instant;
  /** Since when the record was so where it comes from; unsaid unless given. */
  since?: Instant;
  newId(): string;
}

/** A record as a row gives it. `beside`: columns that no input of the API has, which were judged already. */
export interface Given {
  id: string;
  parentId: string | null;
  createdAt: Instant | undefined;
  input: Record<string, unknown>;
  beside: Record<string, unknown>;
}

/**
 * Makes the record, or changes what the row says of it. The caller was asked for a role before. Raises as `createRecord` and
 * `patchRecord` do, but for revisions.
 */
export async function putRecord<N extends RecordNoun, I extends z.ZodObject, Shown>(
  { tx, caller, now, since }: Putting,
  register: Register<N, I, Shown>,
  { id, parentId, createdAt, input, beside }: Given,
): Promise<PutRow> {
  await requireParent(tx, caller, register, parentId);
  const before = await findRecord(tx, register.noun, id);
  const writing = { tx, caller, now, today: dateInTokyo(now), id, parentId, before };
  const recording = { recordedAt: now, actorId: caller.personId, since };
  if (before === null) {
    const columns = { ...(await decide(register, input as z.input<I>, { ...writing, patch: null })), ...beside };
    await refuseTaken(tx, register, columns, { ...writing, patch: null });
    const fields = { ...columns, id } as unknown as Omit<RowOf<N>, 'createdAt' | 'revision'>;
    await insertRecord(tx, register.noun, fields, recording, createdAt);
    return { put: 'created', warnings: register.warnings?.(columns as z.output<I>) ?? [] };
  }
  const known = before as Record<string, unknown>;
  if (register.parent && known[register.parent.field] !== parentId)
    throw new Problem('register.taken', { fields: ['id'] });
  const names = Object.keys(register.input.shape).filter((name) => known[name] !== undefined);
  const merged = { ...Object.fromEntries(names.map((name) => [name, known[name]])), ...input };
  const columns = { ...(await decide(register, merged as z.input<I>, { ...writing, patch: input })), ...beside };
  const changed = Object.entries(columns).filter(([name, value]) => !isSame(known[name], value));
  if (changed.length === 0) return { put: 'unchanged', warnings: [] };
  await refuseTaken(tx, register, columns, { ...writing, patch: input });
  const set = Object.fromEntries(changed) as Partial<RowOf<N>>;
  const row = await updateRecord(tx, register.noun, before, set, recording);
  await register.follow?.(tx, before, row);
  return { put: 'changed', warnings: register.warnings?.({ ...known, ...columns } as z.output<I>) ?? [] };
}
