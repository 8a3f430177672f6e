// References of inputs to records and standards: which of them lead nowhere.
import type { Fault } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { missingIds, missingStandards, type RecordNoun } from '../../storage/registers/registers.ts';
import { spellings } from './registers.ts';

/** A reference in an input and where it stands. */
export interface Reference {
  pointer: string;
  to: string;
}

/** The references of one field: its value, or each item of its list. */
export function referencesAt(pointer: string, value: string | null | readonly string[]): Reference[] {
  if (value === null) return [];
  if (typeof value === 'string') return [{ pointer, to: value }];
  return value.map((to, index) => ({ pointer: `${pointer}/${index}`, to }));
}

/** A fault for each id that no record of that noun has. */
export async function missingRecords(tx: Tx, noun: RecordNoun, references: readonly Reference[]): Promise<Fault[]> {
  const missing = await missingIds(
    tx,
    noun,
    references.map((r) => r.to),
  );
  return references.filter((r) => missing.has(r.to)).map((r) => missingFault(r.pointer));
}

/** A fault for each code that no standard has. */
export async function unknownStandards(tx: Tx, references: readonly Reference[]): Promise<Fault[]> {
  const spelled = references.map((r) => spellings(r.to));
  const missing = await missingStandards(tx, spelled.flat());
  return references
    .filter((_, index) => spelled[index]?.every((code) => missing.has(code)))
    .map((r) => ({
      pointer: r.pointer,
      code: 'standard.unknown',
      message: { en: `No standard has the code ${r.to}.`, ja: `コード${r.to}の規格は登録されていません。` },
    }));
}

function missingFault(pointer: string): Fault {
  return {
    pointer,
    code: 'reference.missing',
    message: { en: 'There is no record with this id.', ja: 'このIDの記録はありません。' },
  };
}
