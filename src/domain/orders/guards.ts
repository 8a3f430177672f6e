// Guards: the true statements that must hold before an act. Pure, over facts loaded beforehand and the instant of the act.
// A guard answers whether it holds, why in both languages, and the evidence, when it holds as well as when it fails.
import { bayAvailable, equipmentFree, equipmentMatches } from './guards/custody.ts';
import {
  authorizationCovers,
  facilityCapable,
  facilityQualified,
  foreignYardRule,
  valueWithinCeiling,
} from './guards/facility.ts';
import type { Answer, Facts, Guard } from './guards/facts.ts';
import { instrumentsCalibrated, reinspected, resultsComplete } from './guards/measurement.ts';
import {
  acceptorDesignated,
  acceptorIndependent,
  inspectorIndependent,
  inspectorQualified,
  overAndAboveApproved,
  performedInWork,
  performerUnsigned,
  technicalDataCurrent,
  technicianQualified,
} from './guards/people.ts';
import {
  demandsSettled,
  evidenceIntact,
  foreignObjectsCleared,
  laborRecorded,
  lossEstablished,
  signaturesInForce,
  toolsAccounted,
} from './guards/record.ts';
import {
  holdPointsPassed,
  inspectionPassed,
  nonconformanceOpen,
  nonconformanceRaised,
  nonconformancesClosed,
  nonconformancesDispositioned,
  noStoppingWaitOpen,
  operationsComplete,
  operationsPlanned,
  stoppingWaitOpen,
  subordersFinished,
} from './guards/work.ts';

export type { Evidence, FacilityStay, Facts, Stay } from './guards/facts.ts';
export { doubtOf, type SignedUnder, signerEntitled } from './guards/signers.ts';

/** What a guard found. */
export interface Finding extends Answer {
  guard: GuardName;
}

/** Every guard by name: the names are the contract. Source: lifecycle.md; clauses beside the guards that have one. */
export const guards = {
  facility_capable: facilityCapable,
  facility_qualified: facilityQualified,
  authorization_covers: authorizationCovers,
  value_within_ceiling: valueWithinCeiling,
  foreign_yard_rule: foreignYardRule,
  equipment_matches: equipmentMatches,
  equipment_free: equipmentFree,
  bay_available: bayAvailable,
  receiving_inspection_passed: inspectionPassed('receiving', { en: 'since the order was raised', ja: '起票' }, () => 0),
  final_inspection_passed: inspectionPassed(
    'final',
    { en: 'since the work was presented', ja: '検査への提示' },
    ({ order }) => order.presentedSequence,
  ),
  acceptance_inspection_passed: inspectionPassed(
    'acceptance',
    { en: 'since the facility accepted the work', ja: '施設の合格判定' },
    ({ order }) => order.acceptedSequence,
  ),
  operations_planned: operationsPlanned,
  tools_accounted: toolsAccounted,
  foreign_objects_cleared: foreignObjectsCleared,
  stopping_wait_open: stoppingWaitOpen,
  no_stopping_wait_open: noStoppingWaitOpen,
  nonconformance_open: nonconformanceOpen,
  nonconformance_raised: nonconformanceRaised,
  nonconformances_dispositioned: nonconformancesDispositioned,
  nonconformances_closed: nonconformancesClosed,
  operations_complete: operationsComplete,
  hold_points_passed: holdPointsPassed,
  suborders_finished: subordersFinished,
  instruments_calibrated: instrumentsCalibrated,
  inspector_qualified: inspectorQualified,
  acceptor_designated: acceptorDesignated,
  inspector_independent: inspectorIndependent,
  acceptor_independent: acceptorIndependent,
  signatures_in_force: signaturesInForce,
  evidence_intact: evidenceIntact,
  loss_established: lossEstablished,
  labor_recorded: laborRecorded,
  demands_settled: demandsSettled,
  performer_unsigned: performerUnsigned,
  technician_qualified: technicianQualified,
  technical_data_current: technicalDataCurrent,
  performed_in_work: performedInWork,
  over_and_above_approved: overAndAboveApproved,
  results_complete: resultsComplete,
  reinspected,
} satisfies Record<string, Guard>;

export type GuardName = keyof typeof guards;

/** The facts that take long to load, and the guards that look at them: nobody else needs them. */
export const DEAR_FACTS = {
  equipmentStays: ['equipment_free'],
  facilityStays: ['bay_available'],
  family: ['inspector_independent', 'acceptor_independent', 'performer_unsigned'],
} as const satisfies Partial<Record<keyof Facts, readonly GuardName[]>>;

/** Asks every guard named, in order: all that fail are reported, not the first. A guard that throws counts as failed, and `facts.report` is told why. */
export function ask(names: readonly GuardName[], facts: Facts): Finding[] {
  return names.map((guard) => {
    try {
      return { guard, ...(guards[guard] as Guard)(facts) };
    } catch (cause) {
      facts.report?.(new Error(`guard ${guard} threw`, { cause }));
      return {
        guard,
        holds: false,
        message: { en: 'This could not be judged from the records.', ja: '記録から判定できませんでした。' },
        evidence: [],
      };
    }
  });
}
