// Import (取込): a file of records from elsewhere, how far it was read, and what was wrong with which row.
import { z } from 'zod';
import { faultsOf } from '../faults.ts';
import { type Fault, id, instant, loneSurrogate, message } from '../values.ts';

/** `interrupted`: the same file under the same id is read on from where it stopped. `failed`: the file can't be read further. */
export const IMPORT_STATES = ['running', 'done', 'interrupted', 'failed'] as const;

export const rowError = z.strictObject({
  row: z.int().min(1).meta({ description: 'From 1; the header is none.' }),
  line: z.int().min(1).meta({ description: 'The line of the file in which the row begins.' }),
  column: z.string().meta({ description: 'Empty: the row as a whole.' }),
  code: z.string(),
  message,
});
export type RowError = z.infer<typeof rowError>;

/** What is found in rows: an error, which leaves the row out, or a warning, with which it is kept. */
export const FINDING_KINDS = ['error', 'warning'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** How many errors, and how many warnings, an import itself is answered with; its lists have them all. */
export const FIRST_FINDINGS = 100;

/** How many faults of one row are told by themselves: what is wrong with a row again and again is one mistake. */
export const MOST_FAULTS_OF_ROW = 100;

/** A text that a file may hold and no database does (NUL, half of a character) as it can be kept and shown. */
export function keepable(text: string): string {
  return text.replaceAll('\u0000', '\ufffd').replace(new RegExp(loneSurrogate, 'g'), '\ufffd');
}

// Asked before anything of a row is looked up: not even a question to the database may hold these.
const asked = z.unknown().superRefine((row, context) => {
  const look = (value: unknown, path: PropertyKey[]) => {
    if (typeof value === 'string' && keepable(value) !== value) {
      const code = value.includes('\u0000') ? 'text.nul' : 'text.lone_surrogate';
      context.addIssue({ code: 'custom', path, params: { code } });
    } else if (typeof value === 'object' && value !== null)
      for (const [name, member] of Object.entries(value))
        look(member, [...path, Array.isArray(value) ? Number(name) : name]);
  };
  look(row, []);
});

/** The faults of a row whose texts no database holds, each with its place. */
export function unkeepableFaults(row: Record<string, unknown>): Fault[] {
  return faultsOf(asked.safeParse(row));
}

/** The faults of a row as they are kept: those beyond the bound as one that counts them. */
export function boundedFaults(faults: readonly Fault[]): readonly Fault[] {
  const more = faults.length - MOST_FAULTS_OF_ROW;
  if (more <= 0) return faults;
  const message = {
    en: `The row has ${more} more faults than are listed.`,
    ja: `この行には、ほかに${more}件の誤りがあります。`,
  };
  return [...faults.slice(0, MOST_FAULTS_OF_ROW), { pointer: '', code: 'import.more_faults', message }];
}

const count = (description: string) => z.int().min(0).meta({ description });

export const importRecord = z.strictObject({
  id,
  kind: z.string(),
  format: z.enum(['csv', 'ndjson']),
  dryRun: z.boolean(),
  state: z.enum(IMPORT_STATES).meta({
    description:
      'running; done; interrupted: send the same file again under the same id, and it is read on from there; failed: the file can’t be read beyond `fault`.',
  }),
  charset: z
    .enum(['utf-8', 'shift_jis'])
    .nullable()
    .meta({ description: 'As said or recognised; null: nothing beyond ASCII.' }),
  startedBy: id,
  startedAt: instant,
  updatedAt: instant,
  finishedAt: instant.nullable(),
  rowsRead: count('Judged and, but for a dry run, durable.'),
  accepted: count('Of these: made, changed, or here already.'),
  created: count('Records made.'),
  changed: count('Records that a row changed.'),
  unchanged: count('Rows that say what is here already.'),
  refused: count('Rows that were left out; the errors say why.'),
  errorCount: count('Errors of these rows: `/v1/imports/{id}/errors` has them all.'),
  warningCount: count('What was kept though it is odd: `/v1/imports/{id}/warnings` has it all.'),
  fault: z
    .strictObject({ code: z.string(), message, line: z.int().nullable() })
    .nullable()
    .meta({ description: 'Why the file could not be read further.' }),
  note: message.nullable().meta({ description: 'What imported records of this kind are not.' }),
});
export type Import = z.infer<typeof importRecord>;

/** An import with the first of what was found in its rows. */
export const importReport = importRecord.extend({
  errors: z.array(rowError).meta({ description: `The first ${FIRST_FINDINGS}.` }),
  warnings: z.array(rowError).meta({ description: `The first ${FIRST_FINDINGS}.` }),
});
export type ImportReport = z.infer<typeof importReport>;

/** How long an import that runs may say nothing: one whose process was killed is interrupted. */
const SILENT_MILLISECONDS = 60_000;

/** The state of an import as it is now: one that says it runs, and has not moved for a minute, was broken off. */
export function stateAt(kept: Pick<Import, 'state' | 'updatedAt'>, now: string): Import['state'] {
  const isSilent = Date.parse(now) - Date.parse(kept.updatedAt) > SILENT_MILLISECONDS;
  return kept.state === 'running' && isSilent ? 'interrupted' : kept.state;
}
