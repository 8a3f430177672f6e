// Rows that were put without something that they name, because a later row may make it: they are put again.
import type { Fault } from '../../domain/values.ts';
import type { ImportRow } from '../../storage/exchange/imports.ts';
import type { Kind } from './kinds/kinds.ts';
import type { Put, PutRow } from './kinds/put.ts';
import type { FileRow } from './reading.ts';

/** What became of a row. */
export type Outcome = PutRow | { refusal: readonly Fault[] };

/** A row that waits, and what became of it so far; null: it was in before, and it is not known whether it waits. */
export interface WaitingRow {
  row: FileRow;
  put: Put | null;
}

/** Whether a row names others of its kind at all. */
export function namesForward({ forward = [] }: Pick<Kind, 'forward'>, { value }: FileRow): boolean {
  return forward.some((name) => {
    const named = value?.[name];
    return Array.isArray(named) && named.length > 0;
  });
}

/** What is said of a row. */
export function faultsOf(outcome: Outcome): readonly Fault[] {
  return 'refusal' in outcome ? outcome.refusal : outcome.warnings;
}

/** What a row was put without. */
export function missingIn(outcome: Outcome): readonly Fault[] {
  return 'refusal' in outcome ? [] : (outcome.missing ?? []);
}

/** What became of a row that was put twice. `isLast`: what is missing now stays so. */
export function completed(first: Outcome, second: Outcome, isLast: boolean): Outcome {
  if ('refusal' in first) return first;
  // The record is here: what is wrong with what it names is odd, and refuses nothing.
  const missing = 'refusal' in second ? second.refusal : missingIn(second);
  const put = first.put === 'unchanged' && !('refusal' in second) ? second.put : first.put;
  return isLast
    ? { put, warnings: [...first.warnings, ...missing] }
    : { put, warnings: first.warnings, missing: [...missing] };
}

/** What a row that was put for the last time is left without. One that was in before and is refused was refused before. */
export function leftOut({ put }: WaitingRow, outcome: Outcome | undefined): readonly Fault[] {
  if (outcome === undefined) return [];
  if ('refusal' in outcome) return put === null ? [] : outcome.refusal;
  return missingIn(outcome);
}

/** An import in which rows that said nothing new at first have changed something after all. */
export function recounted(at: ImportRow, rows: readonly WaitingRow[], outcomes: readonly Outcome[]): ImportRow {
  const changed = rows.filter(({ put }, n) => {
    const outcome = outcomes[n];
    return put === 'unchanged' && outcome !== undefined && !('refusal' in outcome) && outcome.put === 'changed';
  }).length;
  return { ...at, unchanged: at.unchanged - changed, changed: at.changed + changed };
}
