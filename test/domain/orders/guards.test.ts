// Every guard against its sentence in lifecycle.md: facts on which it holds, facts on which it fails, and each way around it that was thought of.

import { describe, expect, it } from 'vitest';
import { shippedForeignYardRule } from '../../../src/data/index.ts';
import { ask, type Facts, type GuardName, guards } from '../../../src/domain/orders/guards.ts';
import { HOLD_CAUSES, STATUSES } from '../../../src/domain/orders/status.ts';
import type { WorkOrderFile } from '../../../src/domain/orders/work-order-file.ts';
import type { Person, Qualification } from '../../../src/domain/registers/person.ts';
import type { Inspection } from '../../../src/domain/workshop/inspection.ts';
import {
  AT,
  amendmentOf,
  authorizationOf,
  capabilityOf,
  certificationOf,
  characteristicOf,
  closureOf,
  demandOf,
  equipmentOf,
  equivalenceOf,
  factsOf,
  fileOf,
  fileWith,
  inspectionOf,
  instrumentOf,
  laborOf,
  march,
  nonconformanceOf,
  openNonconformanceOf,
  openOperationOf,
  operationOf,
  orderOf,
  personOf,
  platformOf,
  qualificationOf,
  resultOf,
  segmentOf,
  signatureOf,
  signatureOn,
  stayOf,
  technicalDataOf,
  unsignedInspectionOf,
} from '../../support/facts.ts';

/** Why, what is different from the base facts, and what the message says. */
type Case = [why: string, fields: Partial<Facts>, says?: string];
interface Sentence {
  holds: Case[];
  fails: Case[];
  /** What can't be judged yet. */
  depends?: Case[];
}

const yardRule = { foreignYardRule: shippedForeignYardRule() };
const usd = (minorUnits: number) => ({ currency: 'USD', minorUnits });
const base = factsOf();
const given = (fields: Partial<Facts['given']>): Partial<Facts> => ({ given: { ...base.given, ...fields } });
const notGiven: Partial<Facts> = { given: { asked: false } };
const file = (fields: Partial<WorkOrderFile>): Partial<Facts> => ({ file: fileOf(fields) });
const orderIs = (order: Parameters<typeof fileWith>[0], fields: Partial<WorkOrderFile> = {}): Partial<Facts> => ({
  file: fileWith(order, fields),
});

// ---- standards ----

const requires = (standard: string, holder: 'facility' | 'inspector' | 'technician' | 'instrument') =>
  platformOf({ requirements: [{ standard, holder, activities: [] }] });
const partial = equivalenceOf({
  held: 'DSP Z 9008B',
  required: 'AQAP-2110',
  degree: 'partial',
  conditions: [
    { code: 'risk-plan', text: { en: 'a risk plan' } },
    { code: 'access', text: { ja: '政府側の立入り' } },
  ],
});
const evidenceFor = (condition: string) => ({ condition, evidence: `letter on ${condition}` });
const underPartial = (supplements: { condition: string; evidence: string }[]): Partial<Facts> => ({
  platform: requires('AQAP-2110', 'facility'),
  equivalences: [partial],
  certifications: [certificationOf({ standard: 'DSP Z 9008B', supplements })],
});
const suspended = (on: string, again?: string) => [
  { status: 'active' as const, on: '2024-01-01', reason: null },
  { status: 'suspended' as const, on, reason: { en: 'audit' } },
  ...(again ? [{ status: 'active' as const, on: again, reason: null }] : []),
];
const modification = openOperationOf(30, { activity: 'modification' });
const modificationStandard = platformOf({
  requirements: [{ standard: 'ISO 9001', holder: 'facility', activities: ['modification'] }],
});

// ---- inspections ----

const kinds: [Inspection['kind'], GuardName, number][] = [
  ['receiving', 'receiving_inspection_passed', 0],
  ['final', 'final_inspection_passed', 16],
  ['acceptance', 'acceptance_inspection_passed', 20],
];
/** The base file without its inspections of a kind, with these instead. */
function inspected(kind: Inspection['kind'], instead: Inspection[], signed = instead): Partial<Facts> {
  const { inspections, signatures } = fileOf();
  const others = inspections.filter((i) => i.kind !== kind);
  return file({
    inspections: [...others, ...instead],
    signatures: [
      ...signatures.filter((s) => others.some((i) => i.id === s.inspectionId)),
      ...signed.map((i) => signatureOn(i)),
    ],
  });
}
function inspectionSentence(kind: Inspection['kind'], since: number): Sentence {
  const passed = (sequence: number, fields: Partial<Inspection> = {}) => inspectionOf(kind, sequence, fields);
  const failed = (sequence: number) => passed(sequence, { decision: 'failed' });
  const superseded = passed(since + 1);
  return {
    holds: [
      ['it is signed and passed', inspected(kind, [passed(since + 1)]), 'is signed and passed'],
      ['an older one failed', inspected(kind, [failed(since + 1), passed(since + 2)])],
      ['a newer one is not signed yet', inspected(kind, [passed(since + 1), unsignedInspectionOf(kind)])],
      ['the parts are not in order of time', inspected(kind, [passed(since + 2), failed(since + 1)])],
    ],
    fails: [
      ['there is none', inspected(kind, []), 'has been signed since'],
      ['it is not signed', inspected(kind, [unsignedInspectionOf(kind)]), 'has been signed since'],
      ['it failed', inspected(kind, [failed(since + 1)]), 'failed'],
      ['an old pass stands behind a new fail', inspected(kind, [passed(since + 1), failed(since + 2)]), 'failed'],
      [
        'its signature is superseded',
        file({
          inspections: [superseded],
          signatures: [signatureOn(superseded, { supersededAt: march(9) })],
        }),
        'is superseded',
      ],
      ['its signature is not there', inspected(kind, [superseded], []), 'is superseded'],
      ['another kind passed', inspected(kind, [inspectionOf('in_process', 30)])],
      ...(since === 0
        ? []
        : ([
            ['it passed before', inspected(kind, [passed(since)]), 'has been signed since'],
            [
              'the order was never presented nor accepted',
              orderIs({ presentedSequence: null, acceptedSequence: null }),
              'has been signed since',
            ],
          ] as Case[])),
    ],
  };
}

// ---- hold points ----

const behind = openOperationOf(20, { createdAt: march(1) });
const holdPoint = operationOf(10, { holdPoint: true });
/** Operation 20 about to be logged, behind the hold point 10, with these in-process inspections and their signatures. */
function behindHoldPoint(
  inspections: Inspection[],
  at = AT,
  signatures = inspections.filter((i) => i.signedSequence !== null).map((i) => signatureOn(i)),
): Partial<Facts> {
  return { ...file({ operations: [holdPoint, behind], inspections, signatures }), operation: behind, at };
}
const inProcess = (sequence: number, signedAt: string, fields: Partial<Inspection> = {}) =>
  inspectionOf('in_process', sequence, { signedAt, ...fields });

// ---- waits ----

const suborder = (status: Facts['suborders'][number]['status'], stopsParent = true) => ({
  id: status,
  number: `IHM-26001-${STATUSES.indexOf(status)}`,
  status,
  stopsParent,
});
const waiting: Case[] = [
  ...(['requested', 'ordered', 'shipped'] as const).map(
    (status): Case => [`a part that stops the work is ${status}`, file({ partDemands: [demandOf({ status })] })],
  ),
  ...STATUSES.slice(0, 10).map(
    (status): Case => [`a sub-order that stops its parent is ${status}`, { suborders: [suborder(status)] }],
  ),
];
const notWaiting: Case[] = [
  ['there are no parts and no sub-orders', { ...file({ partDemands: [] }), suborders: [] }],
  ...(['received', 'cancelled'] as const).map(
    (status): Case => [`the part is ${status}`, file({ partDemands: [demandOf({ status })] })],
  ),
  [
    'an ordered part does not stop the work',
    file({ partDemands: [demandOf({ status: 'ordered', stopsWork: false })] }),
  ],
  ...STATUSES.slice(10).map((status): Case => [`the sub-order is ${status}`, { suborders: [suborder(status)] }]),
  ['a running sub-order does not stop its parent', { suborders: [suborder('in_work', false)] }],
];

// ---- people ----

const inspectorIs = (...callerQualifications: Facts['callerQualifications']): Partial<Facts> => ({
  platform: platformOf({ requirements: [] }),
  callerQualifications,
});
const gqar = qualificationOf('GQAR');
const personCases = (designation: string): Case[] => [
  ['it ended the day before', inspectorIs(qualificationOf(designation, { validTo: '2026-03-09' })), '2026-03-10'],
  ['it begins tomorrow', inspectorIs(qualificationOf(designation, { validFrom: '2026-03-11' }))],
  ['it is for another facility', inspectorIs(qualificationOf(designation, { facilityIds: ['other'] }))],
  ['it is for another platform', inspectorIs(qualificationOf(designation, { platformIds: ['other'] }))],
  [
    'it names no facility and no platform',
    inspectorIs(qualificationOf(designation, { facilityIds: [], platformIds: [] })),
  ],
  ['there is none', inspectorIs()],
  [
    'the person left the day before',
    { caller: { ...base.caller, endedOn: '2026-03-09' } },
    'is not in service on 2026-03-10',
  ],
];
const family = (fields: Partial<Facts['family']>): Partial<Facts> => ({ family: { ...base.family, ...fields } });
const toDo = (fields: Parameters<typeof openOperationOf>[1] = {}): Partial<Facts> => ({
  operation: openOperationOf(20, fields),
});
const technician = (...technicianQualifications: Facts['technicianQualifications']): Partial<Facts> => ({
  ...toDo({ requires: 'NAS410-5' }),
  technicianQualifications,
});

// ---- signers ----

const ndt = qualificationOf('NAS410-5');
const cdiUntil = (validTo: string) => qualificationOf('CDI', { validTo });
/** Who signed everything on the base file: entitled to all of it unless said otherwise. */
const signedBy = ({
  person = {},
  qualifications,
}: {
  person?: Partial<Person>;
  qualifications?: Qualification[];
} = {}) => ({
  signers: [
    {
      person: personOf('other inspector', { organization: { kind: 'accepting_authority', name: 'DCMA' }, ...person }),
      qualifications: qualifications ?? [qualificationOf('CDI'), qualificationOf('GQAR'), ndt],
    },
  ],
});

// ---- instruments ----

const measured = (fields: Parameters<typeof resultOf>[0] = {}, more: Partial<Facts> = {}): Partial<Facts> => ({
  inspection: unsignedInspectionOf('final', { results: [resultOf(fields)] }),
  ...more,
});
const calibrated = (calibratedOn: string, dueOn: string, standard = 'JIS Q 17025'): Partial<Facts> => ({
  instruments: [instrumentOf({ calibrations: [{ standard, certificate: 'CAL-2', calibratedOn, dueOn }] })],
});
const signedWith = (instrumentId: string, fields: Partial<Inspection> = {}): Partial<Facts> =>
  inspected('final', [inspectionOf('final', 18, { results: [resultOf({ instrumentId })], ...fields })]);

// ---- results ----

const sheet = (fields: Partial<Inspection>, more: Partial<WorkOrderFile> = {}): Partial<Facts> => ({
  inspection: unsignedInspectionOf('final', fields),
  ...file(more),
});
const usedAsIs = (fields: Parameters<typeof nonconformanceOf>[0] = {}) =>
  nonconformanceOf({
    inspectionId: 'unsigned final',
    characteristic: 1,
    disposition: 'use_as_is',
    approvedBy: 'program',
    ...fields,
  });
const ofOperation = (measuredAt: string, operation = operationOf(10)): Partial<Facts> => ({
  inspection: unsignedInspectionOf('in_process', { results: [resultOf({ measuredAt })] }),
  operation,
});
const looked = characteristicOf({ name: { ja: '外観' }, unit: null, lower: null, upper: null });

// ---- rework ----

const rework = operationOf(30, { reworks: 'nonconformance', doneSequence: 14 });
const reworked = (inspections: Inspection[], operation = rework, signed = inspections): Partial<Facts> => ({
  ...file({ operations: [operation], inspections, signatures: signed.map((i) => signatureOn(i)) }),
  operation,
});
const reworkOrdered = (fields: Parameters<typeof nonconformanceOf>[0], at = AT): Partial<Facts> => {
  const nonconformance = nonconformanceOf({ status: 'dispositioned', closedBy: null, closedAt: null, ...fields });
  return {
    ...file({ nonconformances: [nonconformance] }),
    operation: openOperationOf(30, { reworks: nonconformance.id }),
    at,
  };
};

const sentences: Record<GuardName, Sentence> = {
  facility_capable: {
    holds: [
      ['a capability covers it', {}, 'KSZ is capable of MV-22B repair (depot)'],
      ['it is the last day', { capabilities: [capabilityOf({ validTo: '2026-03-10' })] }],
      ['it is the first day', { capabilities: [capabilityOf({ validFrom: '2026-03-10' })] }],
      ['it has no end', { capabilities: [capabilityOf({ validTo: null })] }, 'is capable'],
      ['one of several covers it', { capabilities: [capabilityOf({ level: 'intermediate' }), capabilityOf()] }],
    ],
    fails: [
      ['there is none', { capabilities: [] }, 'no capability for MV-22B repair (depot) on 2026-03-10'],
      ['it ended the day before', { capabilities: [capabilityOf({ validTo: '2026-03-09' })] }],
      ['it begins tomorrow', { capabilities: [capabilityOf({ validFrom: '2026-03-11' })] }],
      ['it is for another platform', { capabilities: [capabilityOf({ platformId: 'other' })] }],
      ['it is for another activity', { capabilities: [capabilityOf({ activities: ['inspection'] })] }],
      ['it names no activity, which means none', { capabilities: [capabilityOf({ activities: [] })] }],
      ['it is for another level', { capabilities: [capabilityOf({ level: 'intermediate' })] }],
      [
        'three capabilities cover it only together',
        {
          capabilities: [
            capabilityOf({ platformId: 'other' }),
            capabilityOf({ activities: ['test'] }),
            capabilityOf({ level: 'intermediate' }),
          ],
        },
      ],
    ],
  },
  facility_qualified: {
    holds: [
      ['the standard is held by equivalence', {}, 'AS9110C is met by SJAC 9110B certificate JP-9110-0042'],
      ['the standard itself is held', { certifications: [certificationOf({ standard: 'AS9110C' })], equivalences: [] }],
      ['nothing is required', { platform: platformOf({ requirements: [] }) }, 'requires no standard'],
      [
        'it is required for other work only',
        { platform: platformOf({ requirements: [{ standard: 'X', holder: 'facility', activities: ['overhaul'] }] }) },
      ],
      ['it is required of others only', { platform: requires('X', 'inspector') }],
      ['the scope names the kind', { certifications: [certificationOf({ scopeCodes: ['aircraft'] })] }],
      ['the scope names the work', { certifications: [certificationOf({ scopeCodes: ['MV-22B/repair'] })] }],
      [
        'it was suspended and reinstated the same day',
        { certifications: [certificationOf({ statusChanges: suspended('2026-03-10', '2026-03-10') })] },
      ],
      [
        'it is suspended from tomorrow',
        { certifications: [certificationOf({ statusChanges: suspended('2026-03-11') })] },
      ],
      [
        'one of two certificates is withdrawn',
        {
          certifications: [
            certificationOf({
              id: 'old',
              status: 'withdrawn',
              statusChanges: [{ status: 'withdrawn', on: '2025-01-01', reason: null }],
            }),
            certificationOf(),
          ],
        },
      ],
      [
        'every condition of a partial equivalence is met',
        underPartial([evidenceFor('access'), evidenceFor('risk-plan')]),
      ],
      ['an operation of other work needs less', { ...file({}), operation: modification, platform: platformOf() }],
    ],
    fails: [
      ['nothing is held', { certifications: [] }, 'nothing is held for it'],
      [
        'what is held is another standard, and expired',
        { certifications: [certificationOf({ standard: 'ISO 9001', validTo: '2025-12-31' })] },
        'nothing is held for it',
      ],
      ['it expired the day before', { certifications: [certificationOf({ validTo: '2026-03-09' })] }, 'not valid on'],
      ['it begins tomorrow', { certifications: [certificationOf({ validFrom: '2026-03-11' })] }, 'not valid on'],
      [
        'it is suspended from that same day',
        { certifications: [certificationOf({ statusChanges: suspended('2026-03-10') })] },
        'suspended on 2026-03-10',
      ],
      [
        'it is withdrawn',
        {
          certifications: [
            certificationOf({ statusChanges: [{ status: 'withdrawn', on: '2026-01-01', reason: null }] }),
          ],
        },
        'withdrawn on',
      ],
      [
        'it becomes active tomorrow',
        {
          certifications: [certificationOf({ statusChanges: [{ status: 'active', on: '2026-03-11', reason: null }] })],
        },
        'not yet active',
      ],
      ['its scope is empty, which covers nothing', { certifications: [certificationOf({ scopeCodes: [] })] }, 'scope'],
      [
        'its scope is other work',
        { certifications: [certificationOf({ scopeCodes: ['MV-22B/test', 'engine'] })] },
        'scope',
      ],
      [
        'the equivalence has ended',
        { equivalences: [{ ...base.equivalences[0], validTo: '2026-03-09' } as never] },
        'not in effect',
      ],
      [
        'the equivalence is for other work',
        { equivalences: [{ ...base.equivalences[0], activities: ['test'] } as never] },
      ],
      ['there is no equivalence', { equivalences: [] }, 'not met on 2026-03-10'],
      ['one of two conditions of a partial equivalence is met', underPartial([evidenceFor('access')]), 'in part'],
      ['no condition of a partial equivalence is met', underPartial([]), 'in part'],
      [
        'the supplements are those of another certificate',
        {
          ...underPartial([]),
          certifications: [
            certificationOf({ standard: 'DSP Z 9008B' }),
            certificationOf({
              id: 'other',
              standard: 'SJAC 9110B',
              supplements: [evidenceFor('access'), evidenceFor('risk-plan')],
            }),
          ],
        },
      ],
      [
        'one of two standards is missing',
        {
          platform: platformOf({
            requirements: [
              { standard: 'AS9110C', holder: 'facility', activities: [] },
              { standard: 'NIST SP 800-171', holder: 'facility', activities: ['repair'] },
            ],
          }),
        },
        'NIST SP 800-171 is not met',
      ],
      [
        'an operation of another activity needs what the order does not',
        { ...file({}), operation: modification, platform: modificationStandard },
        'ISO 9001 is not met',
      ],
      [
        'an operation of another activity is out of the certificate’s scope',
        { operation: modification, certifications: [certificationOf({ scopeCodes: ['MV-22B/repair'] })] },
        'scope',
      ],
    ],
  },
  authorization_covers: {
    holds: [
      ['it covers all of it', {}, 'TA-1234-26 covers the work'],
      [
        'it covers the export category',
        { authorization: authorizationOf({ platformIds: [], categories: ['VIII(a)'] }) },
      ],
      ['it is the last day', { authorization: authorizationOf({ validTo: '2026-03-10' }) }],
      ['it has no end', { authorization: authorizationOf({ validTo: null }) }],
      [
        'an operation outside it is not applicable',
        file({
          operations: [operationOf(10), operationOf(30, { activity: 'modification', status: 'not_applicable' })],
        }),
      ],
      [
        'what it does not cover was planned after the work was done',
        {
          ...file({ operations: [operationOf(10), { ...modification, createdAt: '2026-03-10T23:00:00.000Z' }] }),
          operation: operationOf(10),
        },
      ],
      ['it is suspended from tomorrow', { authorization: authorizationOf({ statusChanges: suspended('2026-03-11') }) }],
    ],
    fails: [
      ['there is none', { authorization: null }, 'no authorization'],
      [
        'it is blank: empty lists are none, not all',
        { authorization: authorizationOf({ platformIds: [], categories: [], facilityIds: [], activities: [] }) },
        'neither MV-22B nor category VIII(a); it does not cover KSZ; it does not cover repair',
      ],
      ['it is for another platform', { authorization: authorizationOf({ platformIds: ['other'] }) }, 'MV-22B'],
      [
        'it is for another category',
        { authorization: authorizationOf({ platformIds: [], categories: ['VI(a)'] }) },
        'VIII(a)',
      ],
      ['it is for another facility', { authorization: authorizationOf({ facilityIds: ['other'] }) }, 'KSZ'],
      [
        'it is for inspection only',
        { authorization: authorizationOf({ activities: ['inspection'] }) },
        'not cover repair',
      ],
      [
        'an operation is of another activity than the order',
        file({ operations: [operationOf(10), modification] }),
        'not cover modification',
      ],
      ['the operation to be done is of another activity', { operation: modification }, 'not cover modification'],
      ['it ended the day before', { authorization: authorizationOf({ validTo: '2026-03-09' }) }, 'not valid on'],
      [
        'it begins tomorrow',
        { authorization: authorizationOf({ validFrom: '2026-03-11', validTo: null }) },
        'not valid on',
      ],
      [
        'it is suspended from that same day',
        { authorization: authorizationOf({ statusChanges: suspended('2026-03-10') }) },
        'is suspended on',
      ],
      [
        'it is revoked',
        { authorization: authorizationOf({ statusChanges: [{ status: 'revoked', on: '2026-03-10', reason: null }] }) },
        'is revoked on',
      ],
      ['no status is in force yet', { authorization: authorizationOf({ statusChanges: [] }) }, 'not yet in force'],
    ],
    depends: [['no request has named one', { ...notGiven, authorization: null }]],
  },
  value_within_ceiling: {
    holds: [
      ['it reaches the ceiling exactly', {}, 'USD 10,000.00 of 10,000.00'],
      ['there is no ceiling', { authorization: authorizationOf({ valueCeiling: null }) }, 'no ceiling'],
      ['nothing is given: the order’s own estimate counts', { given: { asked: true } }, 'USD 9,000.00 of'],
      ['another order on it has no cost', { authorizationUse: [{ number: 'x', cost: null }] }, 'USD 5,000.00 of'],
      ['no other order is on it', { authorizationUse: [] }],
    ],
    fails: [
      ['it is one above', given({ estimatedCost: usd(500_001) }), 'USD 10,000.01 of 10,000.00'],
      [
        'two other orders use it up together',
        { authorizationUse: [500_000, 1].map((used) => ({ number: 'x', cost: usd(used) })) },
        'Above',
      ],
      ['the estimate is in another currency', given({ estimatedCost: { currency: 'JPY', minorUnits: 1 } }), 'JPY'],
      [
        'the ceiling is in another currency',
        { authorization: authorizationOf({ valueCeiling: { currency: 'JPY', minorUnits: 9e12 } }) },
        'USD is counted',
      ],
      [
        'another order uses it in another currency',
        { authorizationUse: [{ number: 'x', cost: { currency: 'EUR', minorUnits: 0 } }] },
        'EUR',
      ],
      ['there is no authorization', { authorization: null }, 'no authorization'],
      [
        'the sum is beyond what a double counts exactly',
        {
          authorization: authorizationOf({ valueCeiling: usd(Number.MAX_SAFE_INTEGER) }),
          authorizationUse: [{ number: 'x', cost: usd(Number.MAX_SAFE_INTEGER) }],
          ...given({ estimatedCost: usd(1) }),
        },
      ],
    ],
    depends: [
      ['no request has named an authorization', { ...notGiven, authorization: null }],
      ['there is no estimate yet', { ...notGiven, ...orderIs({ estimatedCost: null }) }],
    ],
  },
  foreign_yard_rule: {
    holds: [
      ['it is off, as shipped', { platform: platformOf({ kind: 'vessel' }) }, 'not switched on'],
      ['it is no vessel', { settings: yardRule }, 'is not about this work'],
      [
        'the rule does not restrict inspections',
        { settings: yardRule, platform: platformOf({ kind: 'vessel' }), ...orderIs({ activity: 'inspection' }) },
        'is not about this work',
      ],
      [
        'the vessel’s home port is one abroad',
        {
          settings: yardRule,
          platform: platformOf({ kind: 'vessel' }),
          equipment: equipmentOf({ homePort: 'ＹＯＫＯＳＵＫＡ, Japan ' }),
        },
      ],
    ],
    fails: [null, 'San Diego, California', 'Japan, Missouri'].map(
      (homePort): Case => [
        `the vessel’s home port is ${homePort}`,
        {
          settings: yardRule,
          platform: platformOf({ kind: 'vessel' }),
          equipment: equipmentOf({ homePort }),
        },
        '10 USC 8680',
      ],
    ),
  },
  equipment_matches: {
    holds: [
      ['it is the same serial number', {}],
      ['it was typed in full width', given({ serialNumber: '１６８２４３' })],
    ],
    fails: [
      [
        'the wrong item was delivered',
        given({ serialNumber: '168244' }),
        'Received 168244, but the order is for 168243',
      ],
      ['a part of the number was read', given({ serialNumber: '16824' })],
    ],
    depends: [['nothing has been received', notGiven]],
  },
  equipment_free: {
    holds: [['no other order holds it', {}]],
    fails: [
      [
        'another order holds what it is installed in',
        { equipmentStays: [stayOf(march(5), null, { serialNumber: '168300' })] },
        'Held by KSZ-26001-0500 (with 168300)',
      ],
      ['another order holds it', { equipmentStays: [stayOf(march(5))] }, 'Held by KSZ-26001-0500'],
      ['another order held it after the instant of a late act', { equipmentStays: [stayOf(march(8), march(9))] }],
    ],
  },
  bay_available: {
    holds: [
      ['nobody is there', {}, 'has a bay free'],
      ['one of two bays is taken', { facilityStays: [stayOf(march(1))] }],
      ['both were taken until that instant', { facilityStays: [stayOf(march(1), AT), stayOf(march(1), AT)] }],
      [
        'it is full, but its family stands there already',
        {
          ...orderIs({ rootId: 'root', parentId: 'root' }),
          facilityStays: [stayOf(march(1)), stayOf(march(2), null, { rootId: 'root' })],
        },
        'Its family of orders stands there already',
      ],
      [
        'all bays were closed while its family stands there',
        {
          ...orderIs({ rootId: 'root', parentId: 'root' }),
          facilityStays: [stayOf(march(2), null, { rootId: 'root' })],
          closures: [closureOf({ bays: 9 })],
        },
      ],
      [
        'it is a root, and its sub-order came first',
        { facilityStays: [stayOf(march(1)), stayOf(march(2), null, { rootId: 'order' })] },
        'Its family of orders stands there already',
      ],
      [
        'a ship with many jobs takes one of two',
        {
          facilityStays: [
            stayOf(march(2), null, { rootId: 'ship' }),
            stayOf(march(1), null, { rootId: 'ship' }),
            stayOf(march(3), null, { workOrderId: 'ship', rootId: 'ship' }),
          ],
        },
        'has a bay free',
      ],
      [
        'a late act finds a bay free once its family has left',
        {
          at: march(8),
          now: AT,
          ...orderIs({ rootId: 'root', parentId: 'root' }),
          facilityStays: [
            stayOf(march(1), march(9)),
            stayOf(march(1, 9), march(9)),
            stayOf(march(2), march(9), { rootId: 'root' }),
          ],
        },
        'has a bay free',
      ],
      ['a bay is closed the day before', { closures: [closureOf({ from: '2026-03-09', to: '2026-03-09', bays: 2 })] }],
      ['one bay is closed and nobody is there', { closures: [closureOf()] }],
      ['it is asked ahead, of a day after the closure', { at: march(11), now: AT, closures: [closureOf({ bays: 9 })] }],
      [
        'two stays share one bay one after the other',
        { at: march(8), now: AT, facilityStays: [stayOf(march(1)), stayOf(march(7), march(8))] },
      ],
    ],
    fails: [
      [
        'both bays are taken',
        { facilityStays: [stayOf(march(1)), stayOf(march(2))] },
        '2 orders stood in the 2 open bays',
      ],
      [
        'one is taken and one closed',
        { facilityStays: [stayOf(march(1))], closures: [closureOf()] },
        'On 2026-03-10 1 order stood in the 1 open bay of KSZ.',
      ],
      [
        'all bays are closed',
        { closures: [closureOf({ bays: 9 })] },
        'KSZ has no open bay on 2026-03-10 (crane inspection).',
      ],
      [
        'all bays are closed since before the day and after it',
        { closures: [closureOf({ from: '2026-03-09', to: '2026-03-11', bays: 2 })] },
        'KSZ has no open bay from 2026-03-09 to 2026-03-11 (crane inspection).',
      ],
      [
        'a late act finds it full on a day since then',
        { at: march(7), now: AT, facilityStays: [stayOf(march(1)), stayOf(march(9), march(9, 10))] },
        'On 2026-03-09',
      ],
      [
        'a late act finds a closure since then',
        { at: march(7), now: AT, closures: [closureOf({ from: '2026-03-09', to: '2026-03-09', bays: 2 })] },
        'KSZ has no open bay on 2026-03-09',
      ],
      [
        'it is asked ahead: those who are there now stay',
        { at: march(20), now: AT, facilityStays: [stayOf(march(1)), stayOf(march(2))] },
        'On 2026-03-20',
      ],
      [
        'it is asked ahead, of a day on which all are closed',
        { at: march(20), now: AT, closures: [closureOf({ from: '2026-03-20', to: '2026-03-20', bays: 2 })] },
        '2026-03-20',
      ],
      [
        'a sub-order stands alone: its family is not there',
        {
          ...orderIs({ rootId: 'root', parentId: 'root' }),
          facilityStays: [stayOf(march(1)), stayOf(march(2))],
        },
        '2 orders stood in the 2 open bays',
      ],
      [
        'sub-orders of two other families are there, without their roots',
        {
          facilityStays: [
            stayOf(march(1), null, { rootId: 'one' }),
            stayOf(march(2), null, { rootId: 'two' }),
            stayOf(march(3), null, { rootId: 'two' }),
          ],
        },
        '2 orders stood in the 2 open bays',
      ],
      [
        'a late act finds that others took the bay when its family left',
        {
          at: march(7),
          now: AT,
          ...orderIs({ rootId: 'root', parentId: 'root' }),
          facilityStays: [
            stayOf(march(1)),
            stayOf(march(2), march(8, 9), { rootId: 'root' }),
            stayOf(march(8, 5), march(8, 12)),
          ],
        },
        'On 2026-03-08 2 orders stood in the 2 open bays',
      ],
      [
        'a freed sub-order is a root and needs a bay',
        { ...orderIs({ parentId: null, rootId: 'order' }), facilityStays: [stayOf(march(1)), stayOf(march(2))] },
      ],
    ],
  },
  receiving_inspection_passed: inspectionSentence('receiving', 0),
  final_inspection_passed: inspectionSentence('final', 16),
  acceptance_inspection_passed: inspectionSentence('acceptance', 20),
  operations_planned: {
    holds: [
      ['one is open', file({ operations: [openOperationOf(10)] })],
      ['one is done', file({ operations: [operationOf(10)] })],
    ],
    fails: [
      ['there is none', file({ operations: [] })],
      ['all are not applicable', file({ operations: [operationOf(10, { status: 'not_applicable' })] })],
    ],
  },
  operations_complete: {
    holds: [
      ['each is done', {}],
      [
        'one is done, the rest not applicable',
        file({ operations: [operationOf(10), operationOf(20, { status: 'not_applicable' })] }),
      ],
    ],
    fails: [
      ['one is open', file({ operations: [operationOf(10), openOperationOf(20)] }), 'Operation 20 is open'],
      [
        'several are open',
        file({ operations: [operationOf(10), openOperationOf(20), openOperationOf(30)] }),
        'Operations 20, 30 are open',
      ],
      [
        'all are not applicable',
        file({ operations: [operationOf(10, { status: 'not_applicable' })] }),
        'No operation was done',
      ],
      ['there is none', file({ operations: [] }), 'No operation was done'],
    ],
  },
  hold_points_passed: {
    holds: [
      ['it passed', {}],
      ['there is no hold point', file({ operations: [operationOf(10)] })],
      [
        'it was waived',
        file({
          operations: [
            operationOf(10, {
              holdPoint: true,
              holdPointWaiver: { reason: { en: 'x' }, waivedBy: 'inspector', waivedAt: AT },
            }),
          ],
          inspections: [],
        }),
      ],
      [
        'it is not applicable',
        file({ operations: [operationOf(10, { holdPoint: true, status: 'not_applicable' })], inspections: [] }),
      ],
      [
        'work before the hold point goes on',
        { ...file({ operations: [behind, openOperationOf(30, { holdPoint: true })] }), operation: behind },
      ],
      [
        'the hold point itself is being logged',
        { ...file({ operations: [holdPoint], inspections: [] }), operation: holdPoint },
      ],
      ['work behind it is done after it passed', behindHoldPoint([inProcess(12, march(4))])],
      ['the work is done the instant it passed', behindHoldPoint([inProcess(12, march(5))], march(5))],
      ['both operations are done the instant it passed', behindHoldPoint([inProcess(12, march(4, 12))], march(4, 12))],
      [
        'it failed, then passed, then the work was done',
        behindHoldPoint([inProcess(11, march(3), { decision: 'failed' }), inProcess(12, march(4))]),
      ],
      [
        'its signature was superseded after the work, and given again',
        behindHoldPoint([inProcess(12, march(8), { signatureId: 'again' })], march(5), [
          signatureOf('sign_inspection', 12, {
            inspectionId: 'in_process 12',
            signedAt: march(4),
            supersededAt: march(7),
          }),
          signatureOf('sign_inspection', 15, { id: 'again', inspectionId: 'in_process 12', signedAt: march(8) }),
        ]),
      ],
    ],
    fails: [
      ['nobody inspected it', file({ inspections: [] }), 'Hold point 10 has'],
      [
        'nobody inspected either',
        file({
          inspections: [],
          operations: [operationOf(10, { holdPoint: true }), operationOf(20, { holdPoint: true })],
        }),
        'Hold points 10, 20 have',
      ],
      ['it is inspected but not signed', behindHoldPoint([unsignedInspectionOf('in_process')])],
      ['it failed', behindHoldPoint([inProcess(12, march(4), { decision: 'failed' })]), 'at that time'],
      [
        'an old pass stands behind a new fail',
        behindHoldPoint([inProcess(12, march(4)), inProcess(13, march(5), { decision: 'failed' })]),
      ],
      ['another operation passed', behindHoldPoint([inProcess(12, march(4), { operationId: 'operation 20' })])],
      ['the final inspection passed', behindHoldPoint([inspectionOf('final', 18, { operationId: 'operation 10' })])],
      [
        'its signature is superseded',
        behindHoldPoint([inProcess(12, march(4))], AT, [
          signatureOn(inProcess(12, march(4)), { supersededAt: march(6) }),
        ]),
      ],
      [
        'the work was done before it passed, and logged after',
        behindHoldPoint([inProcess(12, march(8))], march(7)),
        'at that time',
      ],
      [
        'the operation inspected was done only after the work behind it',
        behindHoldPoint([inProcess(12, march(3))], march(4)),
      ],
      [
        'the operation inspected is not done',
        {
          ...file({ operations: [openOperationOf(10, { holdPoint: true }), behind] }),
          operation: behind,
        },
      ],
      [
        'another operation’s passed by then, its own only after',
        behindHoldPoint(
          [inProcess(11, march(4, 13), { operationId: 'operation 20' }), inProcess(12, march(8))],
          march(6),
        ),
      ],
      [
        'the work was done between a fail and a pass',
        behindHoldPoint([inProcess(11, march(3), { decision: 'failed' }), inProcess(12, march(8))], march(7)),
      ],
      [
        'the work was done while its signature was superseded',
        behindHoldPoint([inProcess(12, march(8), { signatureId: 'again' })], march(7), [
          signatureOf('sign_inspection', 12, {
            inspectionId: 'in_process 12',
            signedAt: march(4),
            supersededAt: march(7),
          }),
          signatureOf('sign_inspection', 15, { id: 'again', inspectionId: 'in_process 12', signedAt: march(8) }),
        ]),
      ],
      [
        'the work is dated back to before a fail',
        behindHoldPoint([inProcess(12, march(4)), inProcess(13, march(8), { decision: 'failed' })], march(5)),
      ],
    ],
  },
  stopping_wait_open: { holds: waiting, fails: notWaiting },
  no_stopping_wait_open: { holds: notWaiting, fails: waiting },
  nonconformance_open: {
    holds: [
      ['one is open', file({ nonconformances: [nonconformanceOf(), openNonconformanceOf({ id: 'second' })] })],
      [
        'its disposition waits for approval',
        file({ nonconformances: [openNonconformanceOf({ disposition: 'repair' })] }),
      ],
    ],
    fails: [
      ['there is none', file({ nonconformances: [] })],
      ['it is dispositioned', file({ nonconformances: [nonconformanceOf({ status: 'dispositioned' })] })],
      ['it is closed', {}],
    ],
  },
  nonconformance_raised: {
    holds: [
      [
        'one was raised since the acceptance',
        file({ nonconformances: [openNonconformanceOf({ raisedSequence: 21 })] }),
      ],
      [
        'one was raised since the presentation',
        orderIs({ status: 'in_inspection' }, { nonconformances: [openNonconformanceOf({ raisedSequence: 17 })] }),
      ],
      ['it is closed already', file({ nonconformances: [nonconformanceOf({ raisedSequence: 21 })] })],
    ],
    fails: [
      ['there is none', file({ nonconformances: [] }), 'since the order was accepted'],
      [
        'it was raised by the very event that accepted',
        file({ nonconformances: [openNonconformanceOf({ raisedSequence: 20 })] }),
      ],
      [
        'it was raised before the acceptance that it should justify refusing',
        file({ nonconformances: [openNonconformanceOf({ raisedSequence: 19 })] }),
      ],
      [
        'it was raised before the presentation that it should justify rejecting',
        orderIs({ status: 'in_inspection' }, { nonconformances: [openNonconformanceOf({ raisedSequence: 15 })] }),
        'since the order was presented',
      ],
      ['the order was never presented', orderIs({ status: 'in_inspection', presentedSequence: null })],
    ],
  },
  nonconformances_dispositioned: {
    holds: [
      ['there is none', file({ nonconformances: [] })],
      ['it is dispositioned', file({ nonconformances: [nonconformanceOf({ status: 'dispositioned' })] })],
      ['it is closed', {}],
    ],
    fails: [
      ['one is open', file({ nonconformances: [openNonconformanceOf(), nonconformanceOf({ id: 'second' })] })],
      [
        'its disposition waits for approval',
        file({ nonconformances: [openNonconformanceOf({ disposition: 'use_as_is' })] }),
      ],
    ],
  },
  nonconformances_closed: {
    holds: [
      ['there is none', file({ nonconformances: [] })],
      ['it is closed', {}],
    ],
    fails: [
      ['one is open', file({ nonconformances: [openNonconformanceOf()] })],
      [
        'one is dispositioned',
        file({ nonconformances: [nonconformanceOf(), nonconformanceOf({ id: 'second', status: 'dispositioned' })] }),
      ],
    ],
  },
  suborders_finished: {
    holds: [
      ['there is none', { suborders: [] }],
      ...STATUSES.slice(10).map((status): Case => [`it is ${status}`, { suborders: [suborder(status)] }]),
    ],
    fails: [
      ...STATUSES.slice(0, 10).map(
        (status): Case => [
          `one is ${status}`,
          { suborders: [suborder('closed'), suborder(status, false)] },
          'is unfinished',
        ],
      ),
      ['two are', { suborders: [suborder('draft'), suborder('in_work', false)] }, 'are unfinished'],
    ],
  },
  instruments_calibrated: {
    holds: [
      ['it was in calibration under an identical standard', measured(), 'ISO/IEC 17025 is met by TW-104'],
      [
        'no instrument was used',
        measured({ value: null, conforms: true, instrumentId: null }),
        'No instrument was used',
      ],
      ['it was used on the day it was calibrated', measured({}, calibrated('2026-03-08', '2026-12-31'))],
      ['it was used on the day it fell due', measured({}, calibrated('2026-01-01', '2026-03-08'))],
      ['it was due since, but not on the day of use', measured({}, calibrated('2026-01-01', '2026-03-09'))],
      [
        'the platform asks for no standard',
        measured({}, { platform: platformOf({ requirements: [] }) }),
        'was in calibration on 2026-03-08',
      ],
      [
        'a superseded inspection used one out of calibration',
        file({
          inspections: [
            inspectionOf('final', 17, { results: [resultOf({ instrumentId: 'lost' })], supersededBy: 'x' }),
          ],
        }),
      ],
      [
        'the owner agreed to a doubt found once the inspection was signed',
        file({
          inspections: [inspectionOf('final', 18, { results: [resultOf({ instrumentId: 'lost' })] })],
          nonconformances: [usedAsIs({ inspectionId: 'final 18', raisedSequence: 19 })],
        }),
      ],
      [
        'an unsigned inspection used one out of calibration',
        file({ inspections: [unsignedInspectionOf('final', { results: [resultOf({ instrumentId: 'lost' })] })] }),
      ],
      [
        'the equivalence ended after the day of use',
        measured({}, { equivalences: base.equivalences.map((e) => ({ ...e, validTo: '2026-03-08' })) }),
      ],
      [
        'a standard is asked for other work only',
        measured(
          {},
          { platform: platformOf({ requirements: [{ standard: 'X', holder: 'instrument', activities: ['test'] }] }) },
        ),
      ],
    ],
    fails: [
      [
        'it fell due the day before use',
        measured({}, calibrated('2026-01-01', '2026-03-07')),
        'not in calibration on 2026-03-08',
      ],
      [
        'what the owner agreed to before it was signed was the value',
        file({
          inspections: [inspectionOf('final', 18, { results: [resultOf({ instrumentId: 'lost' })] })],
          nonconformances: [usedAsIs({ inspectionId: 'final 18', raisedSequence: 17 })],
        }),
      ],
      [
        'what the owner agreed to on an inspection not signed yet was the value',
        {
          ...measured({}, calibrated('2026-01-01', '2026-03-07')),
          ...file({ nonconformances: [usedAsIs({ raisedSequence: 17 })] }),
        },
        'not in calibration on 2026-03-08',
      ],
      [
        'it was calibrated the day after use',
        measured({}, calibrated('2026-03-09', '2026-12-31')),
        'not in calibration on 2026-03-08',
      ],
      [
        'it was never calibrated',
        measured({}, { instruments: [instrumentOf({ calibrations: [] })] }),
        'not in calibration',
      ],
      [
        'it was calibrated under another standard',
        measured({}, calibrated('2026-01-01', '2026-12-31', 'JIS Q 9001')),
        'ISO/IEC 17025 is not met',
      ],
      ['it is not the facility’s', measured({ instrumentId: 'borrowed' }), 'not the facility’s'],
      [
        'the equivalence ended before the day of use',
        measured({}, { equivalences: base.equivalences.map((e) => ({ ...e, validTo: '2026-03-07' })) }),
      ],
      ['a signed inspection of the order used one that is not there', signedWith('borrowed')],
      [
        'one of two results used another instrument',
        {
          inspection: unsignedInspectionOf('final', {
            results: [resultOf(), resultOf({ characteristic: 2, instrumentId: 'borrowed' })],
          }),
        },
      ],
      [
        'the day of use is counted in Tokyo',
        measured({ measuredAt: '2026-03-08T15:00:00.000Z' }, calibrated('2026-01-01', '2026-03-08')),
        '2026-03-09',
      ],
      [
        'an operation of another activity asks more of its instruments than the order does',
        {
          ...file({ operations: [operationOf(10, { activity: 'modification' })] }),
          inspection: unsignedInspectionOf('in_process'),
          platform: platformOf({
            requirements: [{ standard: 'ANSI/NCSL Z540.3', holder: 'instrument', activities: ['modification'] }],
          }),
        },
        'Z540.3 is not met',
      ],
    ],
  },
  inspector_qualified: {
    holds: [
      ['a CDI holds the inspectors’ standard by equivalence', {}, 'NAS410-5 is met by EN 4179'],
      ['a QAR is enough', inspectorIs(qualificationOf('QAR')), 'QAR qualification'],
      [
        'one of two designations is in effect',
        inspectorIs(qualificationOf('QAR', { validTo: '2025-12-31' }), qualificationOf('CDI')),
      ],
      ['it is the last day in service', { caller: { ...base.caller, endedOn: '2026-03-10' } }],
      [
        'the standard is required for other work only',
        { ...orderIs({ activity: 'test' }), callerQualifications: [qualificationOf('CDI')] },
      ],
    ],
    fails: [
      ...personCases('CDI'),
      ['a GQAR is no inspector of the facility', inspectorIs(gqar), 'no CDI or QAR'],
      [
        'the inspectors’ standard is not held',
        { callerQualifications: [qualificationOf('CDI')] },
        'NAS410-5 is not met',
      ],
      [
        'the inspectors’ standard has expired',
        { callerQualifications: [qualificationOf('CDI'), qualificationOf('EN 4179', { validTo: '2026-03-09' })] },
        'not valid on 2026-03-10',
      ],
      [
        'ISO 9712 is expressly not recognised for NAS410-5',
        {
          callerQualifications: [qualificationOf('CDI'), qualificationOf('ISO 9712')],
          equivalences: [equivalenceOf({ held: 'ISO 9712', required: 'NAS410-5', degree: 'none' })],
        },
        'expressly not recognised',
      ],
      [
        'the operation inspected is of an activity that asks more',
        {
          ...orderIs({ activity: 'test' }),
          operation: openOperationOf(10, { activity: 'overhaul' }),
          callerQualifications: [qualificationOf('CDI')],
        },
        'NAS410-5 is not met',
      ],
    ],
  },
  acceptor_designated: {
    holds: [
      ['a GQAR of an accepting authority', {}, 'GQAR (DCMA, DCMA-2026-7)'],
      [
        'delegated by the Japanese Ministry',
        { callerQualifications: [qualificationOf('GQAR', { authority: 'jmod_delegated' })] },
        'Japan MOD, delegated',
      ],
    ],
    fails: [
      ...personCases('GQAR'),
      ['a CDI is no acceptor', { callerQualifications: [qualificationOf('CDI')] }, 'no GQAR'],
      [
        'there is no delegation',
        { callerQualifications: [qualificationOf('GQAR', { delegationReference: null })] },
        'no GQAR',
      ],
      ['there is no authority', { callerQualifications: [qualificationOf('GQAR', { authority: null })] }, 'no GQAR'],
      [
        'the signer belongs to the plant',
        { caller: { ...base.caller, organization: { kind: 'facility', name: 'KSZ' } } },
        'accepting authority',
      ],
      [
        'the signer belongs to the program',
        { caller: { ...base.caller, organization: { kind: 'program', name: 'PMA' } } },
      ],
    ],
  },
  inspector_independent: {
    holds: [
      ['the inspector did none of the work', {}],
      ['the inspector accepted an earlier time', family({ acceptors: new Set(['inspector']) })],
    ],
    fails: [
      ['the inspector worked on the family of orders', family({ performers: new Set(['inspector']) }), 'did work on'],
    ],
  },
  acceptor_independent: {
    holds: [
      ['the acceptor did nothing else', {}],
      ['the acceptor signed an inspection', family({ signers: new Set(['inspector']) })],
      ['another proposed the amendment', { amendment: amendmentOf({ proposedBy: 'someone' }) }],
    ],
    fails: [
      ['the acceptor accepted it for the facility', family({ acceptors: new Set(['inspector']) }), 'accepted it'],
      ['the acceptor worked on the family of orders', family({ performers: new Set(['inspector']) }), 'did work on'],
      ['the acceptor proposed the amendment', { amendment: amendmentOf() }, 'proposed the amendment'],
    ],
  },
  performer_unsigned: {
    holds: [
      ['the technician signed nothing', {}],
      ['no technician is named: the caller signed nothing', { technician: null }],
    ],
    fails: [
      [
        'the technician signed on the family of orders',
        family({ signers: new Set(['technician']) }),
        'technician signed',
      ],
      [
        'the caller signed, and logs their own work',
        { technician: null, ...family({ signers: new Set(['inspector']) }) },
        'inspector signed',
      ],
    ],
  },
  technician_qualified: {
    holds: [
      ['nothing is required', toDo(), 'No standard is required'],
      ['the operation’s standard is held by equivalence', technician(qualificationOf('EN 4179'))],
      [
        'it is judged on the day of the work',
        { ...technician(qualificationOf('EN 4179', { validTo: '2026-03-05' })), at: march(5) },
      ],
      [
        'the platform’s standard is held',
        { ...toDo({ activity: 'modification' }), technicianQualifications: [qualificationOf('AWS D17.1')] },
      ],
      ['the order’s own work is judged when no operation is named', { operation: null }],
    ],
    fails: [
      ['the operation’s standard is not held', technician(), 'NAS410-5 is not met'],
      ['it expired the day before', technician(qualificationOf('EN 4179', { validTo: '2026-03-09' }))],
      [
        'it is for another facility',
        technician(qualificationOf('EN 4179', { facilityIds: [] })),
        'not for this facility',
      ],
      ['it is for another platform', technician(qualificationOf('EN 4179', { platformIds: [] }))],
      ['the platform asks it for the operation’s activity', toDo({ activity: 'modification' }), 'AWS D17.1 is not met'],
      [
        'one of two standards is missing',
        {
          ...toDo({ activity: 'modification', requires: 'NAS410-5' }),
          technicianQualifications: [qualificationOf('AWS D17.1')],
        },
        'NAS410-5',
      ],
      [
        'the technician had left',
        { ...toDo(), technician: personOf('technician', { endedOn: '2026-03-09' }) },
        'not in service on 2026-03-10',
      ],
    ],
    depends: [['nobody is named', { technician: null }]],
  },
  technical_data_current: {
    holds: [
      ['the revision cited was in effect', toDo()],
      ['nothing is cited', toDo({ technicalData: [] }), 'No technical data'],
      ['it is cited in full-width', toDo({ technicalData: [{ document: 'ＴＯ　１Ｖ－２２Ｂ－２', revision: '３' }] })],
      ['it took effect that day', { ...toDo(), technicalData: [technicalDataOf({ effectiveFrom: '2026-03-10' })] }],
      [
        'the next takes effect tomorrow',
        {
          ...toDo(),
          technicalData: [technicalDataOf(), technicalDataOf({ documentRevision: '4', effectiveFrom: '2026-03-11' })],
        },
      ],
      [
        'it is judged on the day of the work',
        {
          ...toDo(),
          at: march(5),
          technicalData: [technicalDataOf({ documentRevision: '4', effectiveFrom: '2026-03-06' }), technicalDataOf()],
        },
      ],
    ],
    fails: [
      [
        'a later revision was in effect',
        {
          ...toDo(),
          technicalData: [technicalDataOf(), technicalDataOf({ documentRevision: '4', effectiveFrom: '2026-03-10' })],
        },
        '3 was not current on 2026-03-10: 4 was',
      ],
      [
        'no revision was in effect yet',
        { ...toDo(), technicalData: [technicalDataOf({ effectiveFrom: '2026-03-11' })] },
        'no revision in effect',
      ],
      [
        'the document is unknown',
        { ...toDo(), technicalData: [technicalDataOf({ document: 'TO 9' })] },
        'no revision in effect',
      ],
      [
        'one of two is out of date',
        toDo({
          technicalData: [
            { document: 'TO 1V-22B-2', revision: '3' },
            { document: 'TO 1V-22B-2', revision: '2' },
          ],
        }),
        '2 was not current',
      ],
    ],
    depends: [['no operation is named', { operation: null }]],
  },
  performed_in_work: {
    holds: [
      ['it is in the stay', { at: march(5) }],
      ['it is when the stay begins', { at: march(3) }],
      ['it is when the stay ends: work is done by then', { at: march(8) }],
      [
        'the stay still runs',
        { ...file({ segments: [segmentOf(1, { from: march(3), to: null, category: 'maintenance' })] }) },
      ],
    ],
    fails: [
      ['it is before the stay', { at: march(2, 12) }],
      ['it is after the stay', { at: march(8, 10) }],
      [
        'it waited for parts then',
        { at: march(5), ...file({ segments: [segmentOf(1, { from: march(3), to: null, category: 'supply' })] }) },
      ],
    ],
  },
  over_and_above_approved: {
    holds: [
      ['it was planned from the start', toDo(), 'planned from the start'],
      ['it was approved before', toDo({ overAndAbove: true, approvedBy: 'program', approvedAt: march(9) })],
      ['a disposition in effect ordered it', reworkOrdered({})],
      ['the disposition was decided at that very instant', reworkOrdered({ dispositionedAt: march(8) }, march(8))],
      [
        'it was approved at that very instant',
        { ...toDo({ overAndAbove: true, approvedBy: 'program', approvedAt: march(8) }), at: march(8) },
      ],
      [
        'a repair was approved before',
        reworkOrdered({ disposition: 'repair', approvedBy: 'program', approvedAt: march(9) }),
      ],
      ['what ordered it is not there, and it was planned', toDo({ reworks: 'gone' })],
    ],
    fails: [
      ['nobody approved it', toDo({ overAndAbove: true }), 'before it is done'],
      [
        'it was approved after it was done',
        { ...toDo({ overAndAbove: true, approvedBy: 'program', approvedAt: march(9) }), at: march(8) },
        'before it is done',
      ],
      [
        'the disposition waits for approval',
        reworkOrdered({ disposition: 'repair', status: 'open' }),
        'not decided and approved',
      ],
      [
        'the repair was approved after it was done',
        reworkOrdered({ disposition: 'repair', approvedBy: 'program', approvedAt: march(9) }, march(8)),
      ],
      ['the disposition was decided after the work was done', reworkOrdered({ dispositionedAt: march(9) }, march(8))],
      ['the disposition has no instant', reworkOrdered({ dispositionedAt: null })],
    ],
    depends: [['no operation is named', { operation: null }]],
  },
  tools_accounted: {
    holds: [['the body says true', given({ toolsAccounted: true })]],
    fails: [['the body says false', given({ toolsAccounted: false })]],
    depends: [['no request has said it', notGiven]],
  },
  foreign_objects_cleared: {
    holds: [['the body says true', given({ foreignObjectsCleared: true })]],
    fails: [['the body says false', given({ foreignObjectsCleared: false })]],
    depends: [['no request has said it', notGiven]],
  },
  signatures_in_force: {
    holds: [
      ['none is superseded', {}],
      ['there is none', file({ signatures: [] })],
      ['each signer was entitled to it that day', signedBy()],
      [
        'what they held counts for what is required over an equivalence in effect that day',
        {
          ...signedBy({
            qualifications: [qualificationOf('QAR'), qualificationOf('GQAR'), qualificationOf('EN 4179')],
          }),
          equivalences: [equivalenceOf({ held: 'EN 4179', required: 'NAS410-5', validTo: '2026-03-09' })],
        },
      ],
      ['the signer left the day they signed last', signedBy({ person: { endedOn: '2026-03-09' } })],
      [
        'an in-process inspection of work for which no standard is required of inspectors',
        {
          ...orderIs(
            { status: 'in_inspection' },
            {
              operations: [operationOf(10, { activity: 'test' })],
              signatures: fileOf().signatures.filter((s) => s.inspectionId === 'in_process 12'),
            },
          ),
          ...signedBy({ qualifications: [qualificationOf('CDI')] }),
        },
      ],
      [
        'someone entitled gave again what someone else was not entitled to',
        {
          ...file({ signatures: [signatureOf('accept', 20), signatureOf('accept', 21, { signer: 'colleague' })] }),
          ...signedBy({ qualifications: [] }),
        },
      ],
      [
        'a later inspection stands for the one that was signed so',
        {
          ...file({
            inspections: [inspectionOf('receiving', 6, { supersededBy: 'later' })],
            signatures: [signatureOn(inspectionOf('receiving', 6))],
          }),
          ...signedBy({ qualifications: [] }),
        },
      ],
      [
        'at acceptance: what the government signed is not its to give',
        {
          ...orderIs({ status: 'in_inspection' }),
          ...signedBy({ person: { organization: { kind: 'facility', name: 'KSZ' } } }),
        },
      ],
      [
        'a superseded one was given again',
        file({
          signatures: [...fileOf().signatures, signatureOf('accept', 19, { id: 'old', supersededAt: march(9) })],
        }),
      ],
      [
        'at acceptance: the facility’s and the government’s earlier ones are not its to give',
        orderIs(
          { status: 'in_inspection' },
          {
            signatures: fileOf().signatures.map((s) =>
              s.act === 'accept' || s.inspectionId === 'acceptance 22' ? { ...s, supersededAt: march(9) } : s,
            ),
          },
        ),
      ],
    ],
    fails: [
      [
        'a final inspection’s is superseded',
        orderIs(
          { status: 'in_inspection' },
          {
            signatures: fileOf().signatures.map((s) =>
              s.inspectionId === 'final 18' ? { ...s, supersededAt: march(9) } : s,
            ),
          },
        ),
      ],
      [
        'a signer’s designation had ended before they signed',
        signedBy({ qualifications: [cdiUntil('2026-03-08'), qualificationOf('GQAR'), ndt] }),
        'facility’s acceptance by other inspector on 2026-03-09 (other inspector has no CDI or QAR designation in effect here on 2026-03-09)',
      ],
      [
        'the acceptance inspection was signed by no GQAR',
        signedBy({ qualifications: [qualificationOf('CDI'), ndt] }),
        'acceptance inspection by other inspector on 2026-03-09',
      ],
      [
        'the acceptance inspection was signed by someone of no accepting authority',
        signedBy({ person: { organization: { kind: 'facility', name: 'KSZ' } } }),
        'does not belong to an accepting authority',
      ],
      [
        'at acceptance: the receiving, the in-process and the final inspection were signed by nobody designated',
        { ...orderIs({ status: 'in_inspection' }), ...signedBy({ qualifications: [ndt] }) },
        'receiving inspection by other inspector on 2026-03-02 (other inspector has no CDI or QAR designation in effect here on 2026-03-02), in-process inspection by other inspector on 2026-03-04 (other inspector has no CDI or QAR designation in effect here on 2026-03-04), final inspection by other inspector on 2026-03-08 (',
      ],
      [
        'the signer was designated for another platform',
        signedBy({
          qualifications: [qualificationOf('CDI', { platformIds: ['another'] }), qualificationOf('GQAR'), ndt],
        }),
        'receiving inspection by',
      ],
      [
        'the signer had left the day before',
        signedBy({ person: { endedOn: '2026-03-03' } }),
        'in-process inspection by other inspector on 2026-03-04 (other inspector is not in service on 2026-03-04)',
      ],
      [
        'the signer did not hold what the platform requires of inspectors',
        signedBy({ qualifications: [qualificationOf('CDI'), qualificationOf('GQAR')] }),
        'NAS410-5 is not met on 2026-03-08: No equivalence leads from CDI to NAS410-5',
      ],
      [
        'the equivalence they signed under was withdrawn as of before',
        {
          ...signedBy({
            qualifications: [qualificationOf('CDI'), qualificationOf('GQAR'), qualificationOf('EN 4179')],
          }),
          equivalences: [equivalenceOf({ held: 'EN 4179', required: 'NAS410-5', validTo: '2026-03-03' })],
        },
        'in-process inspection by other inspector on 2026-03-04 (NAS410-5 is not met on 2026-03-04',
      ],
      [
        'at release: the acceptance is superseded',
        file({
          signatures: fileOf().signatures.map((s) => (s.act === 'accept' ? { ...s, supersededAt: march(9) } : s)),
        }),
      ],
      ['all are superseded', file({ signatures: fileOf().signatures.map((s) => ({ ...s, supersededAt: march(9) })) })],
    ],
  },
  evidence_intact: {
    holds: [['the chain and the signatures verify', {}]],
    fails: [
      [
        'they do not',
        {
          chainFault: {
            pointer: '/3',
            code: 'evidence.hash',
            message: { en: 'event 4 was changed', ja: '事象4が改変されています' },
          },
        },
        'event 4 was changed',
      ],
    ],
    depends: [['nobody looked', { chainFault: undefined }]],
  },
  loss_established: {
    holds: [
      ['a survey says it is lost', given({ finding: 'lost' }), 'FLIPL-7'],
      ['a survey says it is destroyed', given({ finding: 'destroyed' })],
      [
        'an approved scrap disposition says it is beyond repair',
        {
          ...given({ finding: 'beyond_repair', surveyReference: null }),
          ...file({ nonconformances: [nonconformanceOf({ disposition: 'scrap', approvedBy: 'program' })] }),
        },
      ],
    ],
    fails: [
      ['lost, without a survey', given({ finding: 'lost', surveyReference: null }), 'needs a survey'],
      ['destroyed, with an empty survey', given({ finding: 'destroyed', surveyReference: '' })],
      [
        'lost, and only a scrap disposition',
        {
          ...given({ finding: 'lost', surveyReference: undefined }),
          ...file({ nonconformances: [nonconformanceOf({ disposition: 'scrap', approvedBy: 'program' })] }),
        },
      ],
      ['beyond repair, and only a survey', given({ finding: 'beyond_repair' }), 'No scrap disposition'],
      [
        'beyond repair, and the scrap waits for approval',
        {
          ...given({ finding: 'beyond_repair' }),
          ...file({ nonconformances: [openNonconformanceOf({ disposition: 'scrap' })] }),
        },
      ],
      [
        'beyond repair, and what was approved is a repair',
        {
          ...given({ finding: 'beyond_repair' }),
          ...file({ nonconformances: [nonconformanceOf({ disposition: 'repair', approvedBy: 'program' })] }),
        },
      ],
    ],
    depends: [['no request has named the finding', notGiven]],
  },
  labor_recorded: {
    holds: [
      ['each done operation has labor', {}],
      [
        'an operation that is not applicable needs none',
        file({ operations: [operationOf(10), operationOf(30, { status: 'not_applicable' })] }),
      ],
    ],
    fails: [['one has none', file({ labor: [laborOf('operation 10')] }), 'Operations 20 have no labor']],
  },
  demands_settled: {
    holds: [
      ['it is received', {}],
      ['it is cancelled', file({ partDemands: [demandOf({ status: 'cancelled' })] })],
      ['there is none', file({ partDemands: [] })],
    ],
    fails: [
      [
        'one is shipped, though it stops no work',
        file({ partDemands: [demandOf({ status: 'shipped', stopsWork: false })] }),
      ],
    ],
  },
  results_complete: {
    holds: [
      ['the value is within the limits', sheet({})],
      ['it was measured when the operation was done', ofOperation(march(4, 12))],
      ['the operation is not done yet', ofOperation(march(1), openOperationOf(10))],
      ['another operation was done since', ofOperation(march(1), operationOf(20))],
      ['the value is at the upper limit', sheet({ results: [resultOf({ value: '45.50' })] })],
      ['the value is at the lower limit', sheet({ results: [resultOf({ value: '40' })] })],
      [
        'what is not measured conforms',
        sheet({ characteristics: [looked], results: [resultOf({ value: null, conforms: true, instrumentId: null })] }),
      ],
      ['a measured value has no limits', sheet({ characteristics: [looked], results: [resultOf({ value: '-3' })] })],
      [
        'use as is was approved for it, beside other nonconformances',
        sheet(
          { results: [resultOf({ value: '47' })] },
          { nonconformances: [nonconformanceOf(), usedAsIs({ id: 'second' })] },
        ),
      ],
      [
        'it is outside, and use as is was approved for it',
        sheet({ results: [resultOf({ value: '47' })] }, { nonconformances: [usedAsIs()] }),
      ],
    ],
    fails: [
      ['there is no characteristic', sheet({ characteristics: [], results: [] }), 'no characteristic'],
      ['it was measured before the operation was done', ofOperation(march(4, 11)), 'before the operation was done'],
      [
        'a characteristic has no result',
        sheet({ characteristics: [characteristicOf(), looked] }),
        '外観 has no result',
      ],
      ['the value is above', sheet({ results: [resultOf({ value: '45.5000000001' })] }), 'torque does not conform'],
      ['the value is below', sheet({ results: [resultOf({ value: '39.9' })] })],
      ['the value is negative', sheet({ results: [resultOf({ value: '-42' })] })],
      ['the value names no instrument', sheet({ results: [resultOf({ instrumentId: null })] }), 'names no instrument'],
      [
        'what has limits is only said to conform',
        sheet({ results: [resultOf({ value: null, conforms: true })] }),
        'does not conform',
      ],
      [
        'it does not conform',
        sheet({ characteristics: [looked], results: [resultOf({ value: null, conforms: false })] }),
      ],
      ['the value is within, but said not to conform', sheet({ results: [resultOf({ conforms: false })] })],
      ['neither is said', sheet({ characteristics: [looked], results: [resultOf({ value: null })] })],
      [
        'use as is waits for approval',
        sheet(
          { results: [resultOf({ value: '47' })] },
          { nonconformances: [usedAsIs({ approvedBy: null, status: 'open' })] },
        ),
      ],
      [
        'use as is is for another characteristic',
        sheet({ results: [resultOf({ value: '47' })] }, { nonconformances: [usedAsIs({ characteristic: 2 })] }),
      ],
      [
        'use as is is for another inspection',
        sheet({ results: [resultOf({ value: '47' })] }, { nonconformances: [usedAsIs({ inspectionId: 'final 18' })] }),
      ],
      [
        'what was approved is a repair',
        sheet({ results: [resultOf({ value: '47' })] }, { nonconformances: [usedAsIs({ disposition: 'repair' })] }),
      ],
      [
        'use as is does not stand in for a result',
        sheet({ results: [] }, { nonconformances: [usedAsIs()] }),
        'has no result',
      ],
      [
        'use as is does not stand in for the instrument',
        sheet({ results: [resultOf({ value: '47', instrumentId: null })] }, { nonconformances: [usedAsIs()] }),
        'names no instrument',
      ],
    ],
    depends: [['no inspection is named', { inspection: null }]],
  },
  reinspected: {
    holds: [
      ['the disposition asks for no work', {}],
      ['a final inspection passed since', reworked([inspectionOf('final', 18)])],
      [
        'an in-process inspection of the work passed since',
        reworked([inspectionOf('in_process', 15, { operationId: 'operation 30' })]),
      ],
      ['an older one failed', reworked([inspectionOf('final', 17, { decision: 'failed' }), inspectionOf('final', 18)])],
    ],
    fails: [
      ['the work is open', reworked([inspectionOf('final', 18)], openOperationOf(30)), 'not done'],
      [
        'the work was declared not applicable',
        reworked([inspectionOf('final', 18)], operationOf(30, { status: 'not_applicable' })),
        'not done',
      ],
      ['nothing was inspected since', reworked([inspectionOf('final', 13)]), 'No inspection has passed'],
      ['it failed', reworked([inspectionOf('final', 18, { decision: 'failed' })])],
      [
        'an old pass stands behind a new fail',
        reworked([
          inspectionOf('final', 17, { supersededBy: 'final 18' }),
          inspectionOf('final', 18, { decision: 'failed' }),
        ]),
      ],
      ['another operation was inspected', reworked([inspectionOf('in_process', 18)])],
      ['a receiving inspection passed', reworked([inspectionOf('receiving', 18)])],
      ['the signature is superseded', reworked([inspectionOf('final', 18)], rework, [])],
      [
        'nobody knows when the work was logged',
        reworked([inspectionOf('final', 18)], operationOf(30, { doneSequence: null })),
      ],
    ],
  },
};

const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/;
// A name of the code among the words: awaiting_parts, on_hold.
const codeName = new RegExp(`[a-z]_[a-z]|\\b(${[...STATUSES, ...HOLD_CAUSES].join('|')})\\b`);

/** Asks one guard, and holds its answer against what every answer owes. */
function judged(guard: GuardName, facts: Facts) {
  const [finding] = ask([guard], facts);
  if (!finding) throw new Error('no answer');
  const { message, evidence, holds } = finding;
  expect(message.en.trim()).not.toBe('');
  expect(message.ja).toMatch(japanese);
  expect(message.ja).not.toMatch(codeName);
  expect(message.en).not.toMatch(/[a-z]_[a-z]|undefined|null|NaN/);
  if (holds !== null) expect(evidence.length).toBeGreaterThan(0);
  for (const { id, record, text } of evidence) {
    expect([id, record, text.en.trim(), text.ja.trim()]).not.toContain('');
    expect(text.ja).not.toMatch(codeName);
    expect(`${text.en}${text.ja}`).not.toMatch(/undefined|null|NaN/);
  }
  return finding;
}

describe.each(Object.entries(sentences) as [GuardName, Sentence][])('%s', (guard, { holds, fails, depends = [] }) => {
  const table = [
    ...holds.map(([why, fields, says]) => ['holds', why, true, fields, says] as const),
    ...fails.map(([why, fields, says]) => ['fails', why, false, fields, says] as const),
    ...depends.map(([why, fields, says]) => ['depends', why, null, fields, says] as const),
  ];

  it.each(table)('%s: %s', (_, __, expected, fields, says) => {
    const { holds: answer, message } = judged(guard, factsOf(fields));
    expect({ answer, message }).toMatchObject({ answer: expected });
    if (says) expect(message.en).toContain(says);
  });
});

describe('the guards together', () => {
  it('on a complete order every guard holds, but for those that speak of trouble and of an act not named', () => {
    const findings = ask(Object.keys(guards) as GuardName[], base);
    const others = findings.filter((f) => f.holds !== true).map((f) => f.guard);
    expect(others.sort()).toEqual([
      'nonconformance_open',
      'nonconformance_raised',
      'over_and_above_approved',
      'performed_in_work',
      'results_complete',
      'stopping_wait_open',
      'technical_data_current',
    ]);
  });

  it('all that fail are reported, in the order asked, not the first', () => {
    const bare = factsOf({ capabilities: [], certifications: [], authorization: null });
    const findings = ask(['facility_capable', 'equipment_free', 'facility_qualified', 'authorization_covers'], bare);
    expect(findings.map((f) => [f.guard, f.holds])).toEqual([
      ['facility_capable', false],
      ['equipment_free', true],
      ['facility_qualified', false],
      ['authorization_covers', false],
    ]);
  });

  it('a guard that throws counts as failed, and the others are still asked', () => {
    const broken = factsOf({ capabilities: null as never });
    const [thrown, asked] = ask(['facility_capable', 'facility_qualified'], broken);
    expect(thrown).toMatchObject({ holds: false, message: { en: expect.stringContaining('could not be judged') } });
    expect(thrown?.message.ja).toMatch(japanese);
    expect(asked?.holds).toBe(true);
    // Why is told to who runs the service, not to who asks.
    const reported: unknown[] = [];
    expect(ask(['facility_capable'], { ...broken, report: (error) => reported.push(error) })).toEqual([thrown]);
    expect(reported).toMatchObject([{ message: 'guard facility_capable threw', cause: expect.any(TypeError) }]);
  });

  it('a guard changes nothing it looks at', () => {
    const facts = factsOf();
    const before = structuredClone(facts);
    ask(Object.keys(guards) as GuardName[], facts);
    expect(facts).toEqual(before);
  });
});

describe('evidence', () => {
  const recordsOf = (guard: GuardName, fields: Partial<Facts> = {}) =>
    judged(guard, factsOf(fields)).evidence.map((e) => [e.record, e.id, e.revision]);

  it('names the certificate and each equivalence that a standard rests on, with their versions', () => {
    expect(recordsOf('facility_qualified')).toEqual([
      ['certification', 'certification', 3],
      ['equivalence', 'SJAC 9110B for AS9110C', 3],
    ]);
    const { evidence } = judged('facility_qualified', factsOf());
    expect(evidence[1]?.text.en).toBe('SJAC 9110B is equivalent to AS9110C: Register of recognitions, item 7');
    expect(evidence[1]?.text.ja).toBe('SJAC 9110BはAS9110Cと同等：Register of recognitions、item 7');
  });

  it('shows the supplements that meet the conditions of a partial equivalence', () => {
    const facts = factsOf(underPartial([evidenceFor('access'), evidenceFor('risk-plan')]));
    const texts = judged('facility_qualified', facts).evidence.map((e) => e.text.en);
    expect(texts[1]).toBe(
      'DSP Z 9008B is partly equivalent to AQAP-2110: Register of recognitions, item 7, letter on access, letter on risk-plan',
    );
  });

  it('shows what could have counted when nothing does', () => {
    expect(recordsOf('facility_qualified', { certifications: [certificationOf({ validTo: '2026-03-09' })] })).toEqual([
      ['certification', 'certification', 3],
    ]);
    const unlike = { certifications: [certificationOf({ standard: 'ISO 9001' })] };
    expect(recordsOf('facility_qualified', unlike)).toEqual([['certification', 'certification', 3]]);
    expect(recordsOf('facility_qualified', { certifications: [] })).toEqual([['platform', 'platform', 3]]);
    expect(recordsOf('facility_capable', { capabilities: [capabilityOf({ validTo: '2025-12-31' })] })).toEqual([
      ['capability', 'capability', 3],
    ]);
  });

  it('names every order in the bays, and the closure', () => {
    const past = closureOf({ id: 'past', from: '2026-03-01', to: '2026-03-09' });
    const future = closureOf({ id: 'future', from: '2026-03-11', to: '2026-03-12' });
    const full = { facilityStays: [stayOf(march(1))], closures: [past, closureOf(), future] };
    expect(recordsOf('bay_available', full)).toEqual([
      ['work_order', `order since ${march(1)}`, null],
      ['closure', 'closure', 3],
    ]);
    const jobs = [1, 2].map((day) => stayOf(march(day), null, { rootId: 'ship' }));
    const ship = { facilityStays: [...jobs, stayOf(march(3), null, { workOrderId: 'ship', rootId: 'ship' })] };
    expect(recordsOf('bay_available', { ...ship, closures: [closureOf()] })).toEqual([
      ['work_order', 'ship', null],
      ['closure', 'closure', 3],
    ]);
  });

  it('of signatures that their signer was not entitled to are the signer, what they hold or lack, and the signatures', () => {
    const { signatures } = fileOf();
    const receiving = signatures.filter((s) => s.inspectionId === 'receiving 6');
    const shown = (qualifications: Qualification[]) =>
      recordsOf('signatures_in_force', { ...file({ signatures: receiving }), ...signedBy({ qualifications }) });
    expect(shown([cdiUntil('2026-03-01'), ndt])).toEqual([
      ['person', 'other inspector', 3],
      ['qualification', 'qualification CDI', 3],
      ['signature', receiving[0]?.id, null],
    ]);
    expect(shown([])).toEqual([
      ['person', 'other inspector', 3],
      ['platform', 'platform', 3],
      ['signature', receiving[0]?.id, null],
    ]);
  });

  it('of signatures in force are those, not the ones superseded', () => {
    const old = signatureOf('accept', 19, { id: 'old', supersededAt: march(9) });
    const { signatures } = fileOf();
    const shown = recordsOf('signatures_in_force', file({ signatures: [...signatures, old] })).map(([, id]) => id);
    expect(shown).toEqual(signatures.map((signature) => signature.id));
  });

  it('a name in one language stands for the one that is missing', () => {
    const [only] = ask(['inspector_independent'], factsOf({ caller: personOf('x', { name: { ja: '山田' } }) }));
    expect(only?.message.en).toBe('山田 did none of the work.');
    const [english] = ask(['inspector_independent'], factsOf({ caller: personOf('x', { name: { en: 'Smith' } }) }));
    expect(english?.message.ja).toContain('Smith');
  });
});

describe('words in Japanese', () => {
  const from = (status: 'active' | 'suspended' | 'withdrawn', on = '2024-01-01') => ({
    certifications: [certificationOf({ statusChanges: [{ status, on, reason: null }] })],
  });
  const permit = (status: 'active' | 'suspended' | 'revoked', on = '2024-01-01') => ({
    authorization: authorizationOf({ statusChanges: [{ status, on, reason: null }] }),
  });
  const latest = (fields: Partial<Inspection>) => inspected('final', [inspectionOf('final', 17, fields)]);

  it.each<[GuardName, string, Partial<Facts>]>([
    ['facility_qualified', '一時停止', from('suspended')],
    ['facility_qualified', '取消', from('withdrawn')],
    ['facility_qualified', '未発効', from('active', '2026-04-01')],
    ['authorization_covers', '一時停止', permit('suspended')],
    ['authorization_covers', '取消', permit('revoked')],
    ['authorization_covers', '未発効', permit('active', '2026-04-01')],
    ['equipment_free', 'この個体はKSZ-26001-0500で受入中です。', { equipmentStays: [stayOf(march(5))] }],
    ['final_inspection_passed', '不合格', latest({ decision: 'failed' })],
    ['final_inspection_passed', '最終検査 合格', latest({})],
    ['results_complete', '最終検査 未署名', sheet({})],
  ])('%s: %s', (guard, says, fields) => {
    const { message: told, evidence } = judged(guard, factsOf(fields));
    expect([told.ja, ...evidence.map((e) => e.text.ja)].join('\n')).toContain(says);
  });
});

describe('inspections of every kind', () => {
  it.each(kinds)('the sentence of %s is asked by %s', (kind, guard) => {
    const names = { receiving: '受入検査', final: '最終検査', acceptance: '受領検査', in_process: '工程内検査' };
    expect(judged(guard, factsOf()).message.ja).toContain(names[kind]);
  });

  it('an order that is not awaiting acceptance asks for no signature of the government', () => {
    const facts = factsOf({ file: fileWith({ ...orderOf(), status: 'in_inspection' }) });
    expect(judged('signatures_in_force', facts).holds).toBe(true);
  });
});
