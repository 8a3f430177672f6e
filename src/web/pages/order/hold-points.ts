// Which hold points an operation still waits for, so that it is seen before it is logged; the API judges it when it is.
import type { Inspection, Operation, Signature } from '../../api/types.ts';

/** What is known of the inspections of an order. */
export interface Inspected {
  inspections: readonly Inspection[];
  signatures: readonly Signature[];
}

/** The earlier hold points of an operation without a passed in-process inspection in force, in their order. Source: lifecycle.md, hold_points_passed. */
export function holdPointsBefore(
  { sequence }: Pick<Operation, 'sequence'>,
  operations: readonly Operation[],
  inspected: Inspected,
): Operation[] {
  return operations
    .filter((one) => one.holdPoint && one.holdPointWaiver === null && one.status !== 'not_applicable')
    .filter((one) => one.sequence < sequence && !isPassed(one, inspected))
    .sort((a, b) => a.sequence - b.sequence);
}

// The one signed last counts, and its signature has to stand.
function isPassed({ id }: Operation, { inspections, signatures }: Inspected): boolean {
  const signed = inspections.filter(
    ({ kind, operationId, signedSequence }) => kind === 'in_process' && operationId === id && signedSequence !== null,
  );
  const last = signed.sort((a, b) => (b.signedSequence ?? 0) - (a.signedSequence ?? 0))[0];
  if (last?.decision !== 'passed') return false;
  return signatures.some((one) => one.id === last.signatureId && one.supersededAt === null);
}
