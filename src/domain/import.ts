// Import (取込): a file of records from elsewhere, how far it was read, and what was wrong with which row.
import { z } from 'zod';
import { id, instant, message } from './values.ts';

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
  refused: count('Rows that were left out; `errors` say why.'),
  errors: z.array(rowError).meta({ description: 'The first 500.' }),
  warnings: z.array(rowError).meta({ description: 'What was kept though it is odd: the first 500.' }),
  fault: z
    .strictObject({ code: z.string(), message, line: z.int().nullable() })
    .nullable()
    .meta({ description: 'Why the file could not be read further.' }),
  note: message.nullable().meta({ description: 'What imported records of this kind are not.' }),
});
export type Import = z.infer<typeof importRecord>;

/** How many errors, and how many warnings, of one import are kept. */
export const MOST_ROW_ERRORS = 500;

/** How long an import that runs may say nothing: one whose process was killed is interrupted. */
const SILENT_MILLISECONDS = 60_000;

/** The state of an import as it is now: one that says it runs, and has not moved for a minute, was broken off. */
export function stateAt(kept: Pick<Import, 'state' | 'updatedAt'>, now: string): Import['state'] {
  const isSilent = Date.parse(now) - Date.parse(kept.updatedAt) > SILENT_MILLISECONDS;
  return kept.state === 'running' && isSilent ? 'interrupted' : kept.state;
}
