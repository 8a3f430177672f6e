// Facilities, and what they have: certifications, capabilities, instruments and closures.

import {
  type Capability,
  type Certification,
  type Closure,
  capabilityInput,
  certificationInput,
  closureFaults,
  closureInput,
  type Facility,
  facilityInput,
  type Instrument,
  instrumentFaults,
  instrumentInput,
} from '../../domain/registers/facility.ts';
import { type Fault, inPeriod, periodFaults } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { closuresOf } from '../../storage/registers/facilities.ts';
import { findRecord } from '../../storage/registers/registers.ts';
import { hasRole } from '../act.ts';
import { searchAnew } from '../orders/search.ts';
import { missingRecords, referencesAt, unknownStandards } from './references.ts';
import { isOfPlant, type Register } from './registers.ts';
import { currentStatus, statusColumns, statusFaults } from './status-changes.ts';

export const facilities: Register<'facility', typeof facilityInput, Facility> = {
  noun: 'facility',
  input: facilityInput,
  writers: ['administrator'],
  async sight(_tx, caller) {
    if (hasRole(caller, 'administrator', 'program_office')) return {};
    const own = isOfPlant(caller) ? caller.facilityIds : [];
    return { columns: { id: own }, sees: (row) => own.includes(row.id) };
  },
  unique: [['code']],
  follow: (tx, before, after) => searchAnew(tx, 'facility', before, after),
  async check(input, { tx, id, before }) {
    return before ? await baysFaults(tx, id, input.bays) : [];
  },
  filters: { code: 'column', operator: 'column', prefecture: 'column', calendar: 'column', ncage: 'column' },
  texts: (row) => [row.code, row.name, row.ncage, row.prefecture],
};

// A plant can't have fewer bays than a closure takes out of it.
async function baysFaults(tx: Tx, facilityId: string, bays: number): Promise<Fault[]> {
  const most = Math.max(0, ...(await closuresOf(tx, facilityId)).map((c) => c.bays));
  if (bays >= most) return [];
  return [
    {
      pointer: '/bays',
      code: 'facility.fewer_bays_than_closed',
      message: { en: `A closure takes ${most} bays out.`, ja: `整備区画${most}か所を閉鎖する記録があります。` },
    },
  ];
}

const ofFacility = {
  writers: ['administrator'],
  // What is seen of a facility is seen of what it has.
  sight: async () => ({}),
  parent: { field: 'facilityId', of: facilities },
} as const;

export const certifications: Register<'certification', typeof certificationInput, Certification> = {
  ...ofFacility,
  noun: 'certification',
  input: certificationInput,
  faults: periodFaults,
  async check(input, writing) {
    return [
      ...statusFaults(writing),
      ...(await unknownStandards(writing.tx, referencesAt('/standard', input.standard))),
    ];
  },
  unique: [['facilityId', 'standard', 'number']],
  columns: statusColumns,
  view: (_tx, row, today) => ({ ...row, status: currentStatus(row.statusChanges, today) }),
  filters: {
    standard: 'column',
    number: 'column',
    status: (row, status: string, today) => currentStatus(row.statusChanges, today) === status,
    on: inPeriod,
  },
  texts: (row) => [row.standard, row.number, row.body, ...row.scopeCodes],
};

export const capabilities: Register<'capability', typeof capabilityInput, Capability> = {
  ...ofFacility,
  noun: 'capability',
  input: capabilityInput,
  faults: periodFaults,
  check: async (input, { tx }) => await missingRecords(tx, 'platform', referencesAt('/platformId', input.platformId)),
  filters: {
    platformId: 'column',
    level: 'column',
    activity: (row, activity: string) => row.activities.some((a) => a === activity),
    on: inPeriod,
  },
};

export const instruments: Register<'instrument', typeof instrumentInput, Instrument> = {
  ...ofFacility,
  noun: 'instrument',
  input: instrumentInput,
  faults: instrumentFaults,
  async check(input, { tx }) {
    return await unknownStandards(
      tx,
      input.calibrations.map((c, index) => ({ pointer: `/calibrations/${index}/standard`, to: c.standard })),
    );
  },
  unique: [['facilityId', 'serialNumber']],
  filters: {
    serialNumber: 'column',
    dueBefore: (row, date: string) => row.calibrations.every((c) => c.dueOn < date),
  },
  texts: (row) => [row.serialNumber, row.description, ...row.calibrations.map((c) => c.certificate)],
};

export const closures: Register<'closure', typeof closureInput, Closure> = {
  ...ofFacility,
  noun: 'closure',
  input: closureInput,
  faults: closureFaults,
  async check(input, { tx, parentId }) {
    const facility = parentId === null ? null : await findRecord(tx, 'facility', parentId);
    if (!facility || input.bays <= facility.bays) return [];
    return [
      {
        pointer: '/bays',
        code: 'closure.more_bays_than_there_are',
        message: { en: `The facility has ${facility.bays} bays.`, ja: `この施設の整備区画数は${facility.bays}です。` },
      },
    ];
  },
  filters: { on: (row, date: string) => row.from <= date && date <= row.to },
  texts: (row) => [row.reason],
};
