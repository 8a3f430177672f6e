// Equivalences: which held standard is recognised for which required one, kept by administrators and, for their platforms, program offices.

import { type Equivalence, equivalenceFaults, equivalenceInput } from '../../domain/registers/equivalence.ts';
import { inPeriod } from '../../domain/values.ts';
import { missingRecords, referencesAt, unknownStandards } from './references.ts';
import { everything, type Register, requireOwnPlatforms } from './registers.ts';

export const equivalences: Register<'equivalence', typeof equivalenceInput, Equivalence> = {
  noun: 'equivalence',
  input: equivalenceInput,
  writers: ['administrator', 'program_office'],
  sight: everything,
  faults: equivalenceFaults,
  async check(input, { tx }) {
    const codes = [...referencesAt('/held', input.held), ...referencesAt('/required', input.required)];
    return [
      ...(await unknownStandards(tx, codes)),
      ...(await missingRecords(tx, 'platform', referencesAt('/platformIds', input.platformIds))),
    ];
  },
  limit(input, { caller, before }) {
    if (before) requireOwnPlatforms(caller, before.platformIds);
    requireOwnPlatforms(caller, input.platformIds);
  },
  filters: {
    held: 'column',
    required: 'column',
    degree: 'column',
    platformId: (row, id: string) => row.platformIds.length === 0 || row.platformIds.includes(id),
    activity: (row, activity: string) => row.activities.length === 0 || row.activities.some((a) => a === activity),
    on: inPeriod,
  },
  texts: (row) => [row.held, row.required, row.basis.document, row.basis.reference, row.approvedBy],
};
