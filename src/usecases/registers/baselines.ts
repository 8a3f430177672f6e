// Baselines: what the same work takes and costs in the United States.

import { type Baseline, baselineInput } from '../../domain/registers/baseline.ts';
import { type Fault, inPeriod, type Period, periodFaults } from '../../domain/values.ts';
import { baselinesFor } from '../../storage/registers/baselines.ts';
import { platformsWorkedAt } from '../../storage/registers/facilities.ts';
import { hasRole } from '../act.ts';
import { missingRecords, referencesAt } from './references.ts';
import { programPlatforms, type Register, requireOwnPlatforms } from './registers.ts';

export const baselines: Register<'baseline', typeof baselineInput, Baseline> = {
  noun: 'baseline',
  input: baselineInput,
  writers: ['administrator', 'program_office'],
  async sight(tx, caller) {
    if (hasRole(caller, 'administrator')) return {};
    const worked = hasRole(caller, 'host_office') ? await platformsWorkedAt(tx, caller.facilityIds) : [];
    const platformIds = new Set([...programPlatforms(caller), ...worked]);
    return { columns: { platformId: [...platformIds] }, sees: (row) => platformIds.has(row.platformId) };
  },
  faults: periodFaults,
  async check(input, { tx, id }) {
    const missing = await missingRecords(tx, 'platform', referencesAt('/platformId', input.platformId));
    const others = await baselinesFor(tx, input.platformId, input.activity);
    const overlapping = others.find((other) => other.id !== id && overlaps(other, input));
    // One baseline is in force on the day of an induct, or none.
    return overlapping ? [...missing, overlapFault(overlapping)] : missing;
  },
  limit(input, { caller, before }) {
    if (before) requireOwnPlatforms(caller, [before.platformId]);
    requireOwnPlatforms(caller, [input.platformId]);
  },
  filters: { platformId: 'column', activity: 'column', on: inPeriod },
  texts: (row) => [row.source],
};

function overlaps(a: Period, b: Period): boolean {
  return (b.validTo === null || a.validFrom <= b.validTo) && (a.validTo === null || b.validFrom <= a.validTo);
}

function overlapFault(other: Period & { source: string }): Fault {
  return {
    pointer: '/validFrom',
    code: 'baseline.overlaps',
    message: {
      en: `Another baseline for this work is in force from ${other.validFrom}${other.validTo === null ? '' : ` to ${other.validTo}`}; end it first.`,
      ja: `この作業には${other.validFrom}から${other.validTo === null ? '' : `${other.validTo}まで`}有効な基準値があります。先に終了させてください。`,
    },
  };
}
