// The worked example of metrics.md, Downtime: what happened to one item when, and the figures it comes to, to the digit.
import type { ConditionReport, ItemHistory } from '../../src/domain/metrics/downtime.ts';
import { jst } from './turnaround.ts';

export const JUNE = { from: '2026-06-01', to: '2026-07-01' };

/** Registered on 1 May, inducted and released in June; the rest is reported. */
export const workedItem = {
  registeredAt: jst('05-01 00:00'),
  reports: [
    { at: jst('05-01 09:00'), condition: 'FMC', cause: null },
    { at: jst('06-05 12:00'), condition: 'NMC', cause: 'supply' },
    { at: jst('06-25 00:00'), condition: 'PMC', cause: null },
  ],
  inductedAt: jst('06-10 09:00'),
  releasedAt: jst('06-20 09:00'),
  releasedIn: 'A',
} as const;

export const workedDowntime = {
  sampleSize: 1,
  possessedHours: 480,
  fmcHours: 219,
  pmcHours: 144,
  nmcMaintenanceHours: 0,
  nmcSupplyHours: 117,
  nmcBothHours: 0,
  nmcUnspecifiedHours: 0,
  unreportedHours: 0,
  depotHours: 240,
  missionCapableRate: 0.76,
  nmcMaintenanceRate: 0,
  nmcSupplyRate: 0.24,
  operationalAvailability: 0.5,
  meanDowntimeHours: 357,
  downtimeCount: 1,
};

let made = 0;
/** A report by a person, recorded when it held unless said. */
export function reportOf(
  at: string,
  condition: ConditionReport['condition'],
  cause: ConditionReport['cause'] = null,
  recordedAt = at,
): ConditionReport {
  made += 1;
  return { id: `01990000-0000-7000-8000-${String(made).padStart(12, '0')}`, at, condition, cause, recordedAt };
}

/** The history of the worked item. */
export function workedHistory(): ItemHistory {
  const { registeredAt, reports, inductedAt, releasedAt, releasedIn } = workedItem;
  return {
    registeredAt,
    condemnedAt: null,
    reports: reports.map(({ at, condition, cause }) => reportOf(at, condition, cause)),
    custody: [{ workOrderId: 'o1', from: inductedAt, to: releasedAt, releasedIn, ofHost: false }],
  };
}
