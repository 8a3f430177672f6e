// People: roles and scope, qualifications and stamps.
import type { z } from 'zod';
import { Problem } from '../../domain/problem.ts';
import {
  DESIGNATIONS,
  type Person,
  personFaults,
  personInput,
  type Qualification,
  qualificationFaults,
  qualificationInput,
  type StampHolding,
  stampConflict,
} from '../../domain/registers/person.ts';
import { type IsoDate, inPeriod, periodFaults } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { holdersOfStamp, qualificationsOf } from '../../storage/registers/people.ts';
import { hasRole } from '../act.ts';
import { missingRecords, referencesAt, unknownStandards } from './references.ts';
import { type Register, spellings, type Writing } from './registers.ts';

export const people: Register<'person', typeof personInput, Person> = {
  noun: 'person',
  input: personInput,
  writers: ['administrator'],
  async sight(_tx, caller) {
    if (hasRole(caller, 'administrator')) return {};
    return {
      sees: (row) =>
        row.id === caller.personId ||
        row.facilityIds.some((id) => caller.facilityIds.includes(id)) ||
        row.programPlatformIds.some((id) => caller.programPlatformIds.includes(id)),
    };
  },
  faults: personFaults,
  async check(input, { tx }) {
    return [
      ...(await missingRecords(tx, 'facility', referencesAt('/facilityIds', input.facilityIds))),
      ...(await missingRecords(tx, 'platform', referencesAt('/programPlatformIds', input.programPlatformIds))),
    ];
  },
  limit: refuseStampsBack,
  columns: (input, { before }) => (before ? input : { ...input, pinSetAt: null }),
  filters: {
    role: (row, role: string) => row.roles.some((r) => r === role),
    facilityId: (row, id: string) => row.facilityIds.includes(id),
    platformId: (row, id: string) => row.programPlatformIds.includes(id),
    organizationKind: (row, kind: string) => row.organization.kind === kind,
    inServiceOn: (row, on: string) => row.endedOn === null || on <= row.endedOn,
  },
  texts: (row) => [row.name, row.organization.name],
};

export const qualifications: Register<'qualification', typeof qualificationInput, Qualification> = {
  noun: 'qualification',
  input: qualificationInput,
  writers: ['administrator'],
  // What is seen of a person is seen of their qualifications.
  sight: async () => ({}),
  parent: { field: 'personId', of: people },
  faults: (input) => [...qualificationFaults(input), ...periodFaults(input)],
  async check(input, { tx }) {
    const isDesignation = DESIGNATIONS.some((d) => d === input.qualification);
    return [
      ...(isDesignation ? [] : await unknownStandards(tx, referencesAt('/qualification', input.qualification))),
      ...(await missingRecords(tx, 'facility', referencesAt('/facilityIds', input.facilityIds))),
      ...(await missingRecords(tx, 'platform', referencesAt('/platformIds', input.platformIds))),
    ];
  },
  limit: refuseHeldStamp,
  filters: {
    qualification: 'column',
    stampNumber: 'column',
    facilityId: (row, id: string) => row.facilityIds.includes(id),
    platformId: (row, id: string) => row.platformIds.includes(id),
    on: inPeriod,
  },
  texts: (row) => [row.qualification, row.stampNumber, row.delegationReference],
};

async function refuseHeldStamp(
  input: z.output<typeof qualificationInput>,
  { tx, id, parentId, before }: Writing<'qualification'>,
): Promise<void> {
  const { stampNumber, validFrom, validTo } = input;
  if (stampNumber === null || parentId === null) return;
  const isAsBefore =
    before?.stampNumber === stampNumber && before.validFrom === validFrom && before.validTo === validTo;
  if (isAsBefore) return;
  await refuseStamp(tx, stampNumber, { personId: parentId, validFrom, validTo }, id);
}

// Who stays in service longer holds their stamps longer, which others may have been given since.
async function refuseStampsBack(
  { endedOn }: z.output<typeof personInput>,
  { tx, id, before }: Writing<'person'>,
): Promise<void> {
  const ended = before?.endedOn ?? null;
  if (ended === null || (endedOn !== null && endedOn <= ended)) return;
  for (const { id: qualificationId, stampNumber, validFrom, validTo } of await qualificationsOf(tx, id)) {
    const until = earlier(validTo, endedOn);
    if (stampNumber === null || until === earlier(validTo, ended) || (until !== null && until < validFrom)) continue;
    await refuseStamp(tx, stampNumber, { personId: id, validFrom, validTo: until }, qualificationId);
  }
}

async function refuseStamp(tx: Tx, stampNumber: string, wanted: StampHolding, exceptId: string): Promise<void> {
  const held = (await holdersOfStamp(tx, spellings(stampNumber))).filter((h) => h.qualification.id !== exceptId);
  const holdings = held.map(({ qualification: q, endedOn }) => ({
    personId: q.personId,
    validFrom: q.validFrom,
    // A stamp comes back at the latest when its holder leaves.
    validTo: earlier(q.validTo, endedOn),
  }));
  const conflict = stampConflict(wanted, holdings);
  if (conflict?.kind === 'taken') throw new Problem('qualification.stamp_taken', { stampNumber });
  if (conflict?.kind === 'resting')
    throw new Problem('qualification.stamp_resting', { stampNumber, restsUntil: conflict.until });
}

// Null: until further notice.
function earlier(a: IsoDate | null, b: IsoDate | null): IsoDate | null {
  return [a, b].filter((day) => day !== null).sort()[0] ?? null;
}
