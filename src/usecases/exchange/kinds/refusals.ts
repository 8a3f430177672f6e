// Why a row is refused, as faults.
import type { Language } from '../../../domain/evidence/signature.ts';
import { describeProblem, Problem } from '../../../domain/problem.ts';
import type { Fault } from '../../../domain/values.ts';
import type { UniqueViolation } from '../../../storage/database.ts';

/** The faults of a Problem: it says several, or is one itself. */
export function faultsIn({ code, extra }: Problem): readonly Fault[] {
  if (code === 'request.invalid' && Array.isArray(extra.errors)) return extra.errors as Fault[];
  const says = (language: Language) => describeProblem(code, extra, language).detail;
  const [field] = Array.isArray(extra.fields) ? (extra.fields as string[]) : [];
  return [{ pointer: field === undefined ? '' : `/${field}`, code, message: { en: says('en'), ja: says('ja') } }];
}

/** That something is taken already. */
export function taken(violation: UniqueViolation): readonly Fault[] {
  const field = violation.columns.split(',')[0]?.split('.').at(-1) ?? '';
  return faultsIn(new Problem('register.taken', { fields: [field] }));
}
