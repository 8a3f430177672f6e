// Signing: what a signature covers, what supersedes it and what does not, and which have to be given again.
import { describe, expect, it } from 'vitest';
import type { Signature } from '../../../src/domain/evidence/signature.ts';
import {
  meaningOf,
  newlySuperseded,
  subjectHash,
  subjectOf,
  ungivenSignatures,
} from '../../../src/domain/evidence/signing.ts';
import type { Change } from '../../../src/domain/orders/event.ts';
import { applyChanges, type WorkOrderFile } from '../../../src/domain/orders/work-order-file.ts';
import type { Inspection } from '../../../src/domain/workshop/inspection.ts';
import {
  characteristicOf,
  demandOf,
  fileOf,
  inspectionOf,
  march,
  nonconformanceOf,
  openOperationOf,
  operationOf,
  resultOf,
  signatureOf,
  signatureOn,
  unsignedInspectionOf,
} from '../../support/facts.ts';

const part = (name: Change['part'], value: { id: string }, set: object = value): Change => ({
  part: name,
  id: value.id,
  set: { ...set },
});
const all = ['receiving', 'in_process', 'final', 'acceptance', 'accept', 'release'] as const;
type Signed = (typeof all)[number];
/** The base file, its acceptance inspection of before the release, and a release, all signed and bound to what it says. */
const signed: WorkOrderFile = (() => {
  const file = fileOf();
  return fileOf({
    signatures: [...file.signatures, signatureOf('release', 24)].map((s) => ({ ...s, subjectSha256: 'b'.repeat(64) })),
  });
})();
const nameOf = (s: Signature): Signed =>
  (signed.inspections.find((i) => i.id === s.inspectionId)?.kind ?? s.act) as Signed;
/** Which of the signatures a change of the file supersedes. */
const supersededBy = (...changes: Change[]): Signed[] =>
  newlySuperseded(signed, applyChanges(signed, changes, 25))
    .map(nameOf)
    .sort();

const whole: Signed[] = ['accept', 'acceptance', 'final', 'release'];
const withInProcess: Signed[] = ['accept', 'acceptance', 'final', 'in_process', 'release'];
const everything: Signed[] = [...all].sort();
const first = operationOf(10, { holdPoint: true });
const second = operationOf(20, { doneSequence: 14, performedAt: march(5, 12) });

describe('what the owner agreed to use as it is', () => {
  const agreed = {
    inspectionId: 'receiving 6',
    characteristic: 1,
    disposition: 'use_as_is',
    approvedBy: 'program',
  } as const;
  const said = (
    value: string,
    fields: Parameters<typeof nonconformanceOf>[0] = {},
    kind: Inspection['kind'] = 'receiving',
  ) => {
    const sheet = inspectionOf(kind, 6, { id: 'receiving 6', results: [resultOf({ value })] });
    const file = fileOf({ inspections: [sheet], nonconformances: [nonconformanceOf({ ...agreed, ...fields })] });
    return subjectOf(file, 'sign_inspection', sheet.id).usedAsIs;
  };

  it('is signed with a receiving or in-process inspection whose value is out of its limits', () => {
    const expected = [{ id: nonconformanceOf().id, characteristic: 1, approvedBy: 'program' }];
    expect(said('47')).toEqual(expected);
    expect(said('47', {}, 'in_process')).toEqual(expected);
  });

  it('is not when the value conforms, or when it is not agreed or of something else', () => {
    expect(said('42')).toBeUndefined();
    for (const other of [
      { approvedBy: null },
      { disposition: 'regrade' },
      { characteristic: 2 },
      { characteristic: null },
      { inspectionId: 'other' },
    ] as const)
      expect(said('47', other)).toBeUndefined();
  });
});

describe('what supersedes a signature', () => {
  it.each<[string, Signed[], Change[]]>([
    ['the operation inspected is retitled', withInProcess, [part('operation', first, { title: { en: 'Other' } })]],
    ['a later operation is changed', whole, [part('operation', second, { title: { en: 'Other' } })]],
    ['an operation is performed by someone else', whole, [part('operation', second, { performedBy: 'other' })]],
    ['an operation is performed at another time', whole, [part('operation', second, { performedAt: march(6) })]],
    ['an operation cites another revision', whole, [part('operation', second, { technicalData: [] })]],
    [
      'a hold point is waived',
      withInProcess,
      [part('operation', first, { holdPointWaiver: { reason: { en: 'x' }, waivedBy: 'i', waivedAt: march(9) } })],
    ],
    ['an operation is added before the hold point', withInProcess, [part('operation', openOperationOf(5))]],
    ['an operation is added after everything', whole, [part('operation', openOperationOf(30))]],
    ['an operation is declared not applicable', whole, [part('operation', second, { status: 'not_applicable' })]],
    ['a nonconformance is raised', whole, [part('nonconformance', nonconformanceOf({ id: 'new' }))]],
    [
      'a disposition is decided anew',
      whole,
      [part('nonconformance', nonconformanceOf(), { disposition: 'use_as_is' })],
    ],
    ['a disposition is approved', whole, [part('nonconformance', nonconformanceOf(), { approvedBy: 'program' })]],
    [
      'a serial number is noted of a received part',
      whole,
      [part('partDemand', demandOf(), { serialInstalled: 'S-3' })],
    ],
    [
      'another part is said to have come in its place',
      whole,
      [part('partDemand', demandOf(), { supplied: { nsn: null, partNumber: 'P-2', cage: null } })],
    ],
    ['a part with a serial number is received', whole, [part('partDemand', demandOf({ id: 'second' }))]],
    [
      'a part without a serial number is received',
      whole,
      [part('partDemand', demandOf({ id: 'second', serialInstalled: null }))],
    ],
    [
      'a received part is named otherwise',
      whole,
      [part('partDemand', demandOf(), { nomenclature: { en: 'other seal' } })],
    ],
    [
      'a code of the work changes',
      whole,
      [part('order', signed.order, { codes: { ...signed.order.codes, actionTaken: 'R' } })],
    ],
    ['the customer’s job number changes', whole, [part('order', signed.order, { customerJobNumber: 'A12045001' })]],
    [
      'the order is done under another authorization',
      ['accept', 'release'],
      [part('order', signed.order, { authorizationId: 'another' })],
    ],
    ['the discrepancy is told otherwise', everything, [part('order', signed.order, { discrepancy: { en: 'Other' } })]],
    [
      'results of the receiving inspection change',
      ['accept', 'receiving', 'release'],
      [part('inspection', { id: 'receiving 6' }, { results: [] })],
    ],
    [
      'results of the final inspection change',
      ['accept', 'final', 'release'],
      [part('inspection', { id: 'final 18' }, { results: [resultOf({ value: '41' })] })],
    ],
    [
      'limits of the acceptance inspection change',
      ['acceptance', 'release'],
      [part('inspection', { id: 'acceptance 22' }, { characteristics: [characteristicOf({ upper: '50' })] })],
    ],
    [
      'one more in-process inspection is signed',
      ['accept', 'release'],
      [part('inspection', inspectionOf('in_process', 25))],
    ],
    ['one more acceptance inspection is signed', ['release'], [part('inspection', inspectionOf('acceptance', 25))]],
    ['a decision changes', ['accept', 'release'], [part('inspection', { id: 'final 18' }, { decision: 'failed' })]],
  ])('%s: %j', (_, expected, changes) => {
    expect(supersededBy(...changes)).toEqual(expected);
  });

  it.each<[string, Change[]]>([
    ['labor is logged', [part('labor', { id: 'more' }, { hours: 2, operationId: 'operation 10' })]],
    ['labor is corrected', [part('labor', { id: 'labor on operation 10' }, { hours: 1 })]],
    ['the status changes', [part('order', signed.order, { status: 'on_hold', holdCause: 'weather' })]],
    ['the clock runs on', [part('segment', { id: 'segment 4' }, { to: march(10) })]],
    ['a target is set', [part('target', { id: 'target' }, { n: 1, date: '2026-04-01' })]],
    [
      'the priority changes',
      [part('order', signed.order, { priority: { forceActivity: 'I', urgency: 'A', designator: 1 } })],
    ],
    ['an inspection is opened', [part('inspection', unsignedInspectionOf('acceptance'))]],
    ['a part is asked for', [part('partDemand', demandOf({ id: 'second', status: 'ordered' }))]],
    ['the estimate changes', [part('order', signed.order, { estimatedCost: { currency: 'USD', minorUnits: 1 } })]],
    ['a nonconformance is closed', [part('nonconformance', nonconformanceOf(), { closedBy: 'someone' })]],
    ['an SF 368 number is noted', [part('nonconformance', nonconformanceOf(), { pqdr: 'PQDR-1' })]],
    ['a signature is given', [part('signature', signatureOf('condemn', 25))]],
  ])('%s: nothing', (_, changes) => {
    expect(supersededBy(...changes)).toEqual([]);
  });

  it('what was signed in the first form is compared in the first form', () => {
    const { signatures } = fileOf({
      signatures: signed.signatures.map((s) => ({ ...s, subjectVersion: null, subjectSha256: 'b'.repeat(64) })),
    });
    const file = { ...signed, signatures };
    const superseded = (...changes: Change[]) =>
      newlySuperseded(file, applyChanges(file, changes, 25))
        .map(nameOf)
        .sort();
    expect(superseded()).toEqual([]);
    expect(
      superseded(
        part('partDemand', demandOf({ id: 'second', serialInstalled: null })),
        part('order', signed.order, {
          codes: { ...signed.order.codes, actionTaken: 'R' },
          customerJobNumber: 'A12045001',
          authorizationId: 'another',
        }),
      ),
    ).toEqual([]);
    expect(superseded(part('partDemand', demandOf(), { serialInstalled: 'S-3' }))).toEqual(whole);
    for (const s of signatures)
      expect(subjectHash(signed, s.act, s.inspectionId, 1) === subjectHash(signed, s.act, s.inspectionId)).toBe(
        !whole.includes(nameOf(s)),
      );
  });

  it('what is superseded already is not superseded again', () => {
    const file = { ...signed, signatures: signed.signatures.map((s) => ({ ...s, supersededAt: march(9) })) };
    expect(newlySuperseded(file, applyChanges(file, [part('operation', openOperationOf(30))], 25))).toEqual([]);
  });
});

describe('the subject', () => {
  it('of a receiving inspection is the item as it came', () => {
    const subject = subjectOf(signed, 'sign_inspection', 'receiving 6');
    expect(Object.keys(subject).sort()).toEqual([
      'activity',
      'discrepancy',
      'equipmentId',
      'facilityId',
      'inspection',
      'level',
      'workOrder',
    ]);
  });

  it('of an in-process inspection is the work up to its operation', () => {
    const { operations } = subjectOf(signed, 'sign_inspection', 'in_process 12') as {
      operations: { sequence: number }[];
    };
    expect(operations.map((o) => o.sequence)).toEqual([10]);
    // Of an operation that is not there it would be all of the work.
    const lost = { ...signed, inspections: [inspectionOf('in_process', 12, { operationId: 'gone' })] };
    expect(subjectOf(lost, 'sign_inspection', 'in_process 12')).toMatchObject({
      operations: [{ sequence: 10 }, { sequence: 20 }],
    });
  });

  it('of the whole work is every part received, the codes and the customer’s number, and of the acts on the order its authorization', () => {
    const parts = [demandOf({ id: 'washer', serialInstalled: null }), demandOf({ id: 'asked', status: 'ordered' })];
    const codes = { ...signed.order.codes, actionTaken: 'R' };
    const file = { ...signed, order: { ...signed.order, codes, customerJobNumber: 'A12045001' }, partDemands: parts };
    const said = {
      codes,
      customerJobNumber: 'A12045001',
      parts: [{ id: 'washer', nomenclature: demandOf().nomenclature }],
    };
    for (const act of ['accept', 'release', 'condemn'] as const)
      expect(subjectOf(file, act, null)).toMatchObject({ ...said, authorizationId: 'authorization' });
    for (const id of ['final 18', 'acceptance 22']) {
      expect(subjectOf(file, 'sign_inspection', id)).toMatchObject(said);
      expect(subjectOf(file, 'sign_inspection', id)).not.toHaveProperty('authorizationId');
    }
    const first = subjectOf(file, 'accept', null, 1);
    expect(first.parts).toEqual([]);
    for (const name of ['codes', 'customerJobNumber', 'authorizationId']) expect(first).not.toHaveProperty(name);
    const [washer] = subjectOf({ ...file, partDemands: [demandOf()] }, 'accept', null, 1).parts as object[];
    expect(washer).not.toHaveProperty('nomenclature');
  });

  it('of acceptance leaves the acceptor’s inspection out, that of release and condemnation holds every signed one', () => {
    const file = { ...signed, inspections: [...signed.inspections, unsignedInspectionOf('final')] };
    const kinds = (act: 'accept' | 'release' | 'condemn') =>
      (subjectOf(file, act, null).inspections as Inspection[]).map((i) => i.kind);
    expect(kinds('accept')).toEqual(['receiving', 'in_process', 'final']);
    expect(kinds('release')).toEqual(['receiving', 'in_process', 'final', 'acceptance']);
    expect(kinds('condemn')).toEqual(kinds('release'));
  });

  it('is hashed the same whatever order its members were written in', () => {
    const backwards = JSON.parse(JSON.stringify(signed), (_, value) =>
      value && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    ) as WorkOrderFile;
    for (const act of ['accept', 'release', 'condemn'] as const)
      expect(subjectHash(backwards, act, null)).toBe(subjectHash(signed, act, null));
  });

  it('of another order is another, however alike', () => {
    const other = { ...signed, order: { ...signed.order, number: 'KSZ-26060-0002' } };
    expect(newlySuperseded(signed, other)).toHaveLength(signed.signatures.length);
  });
});

describe('signatures to be given again', () => {
  const with_ = (change: (s: Signature, kind: Signed) => Partial<Signature> | null, more: Signature[] = []) => ({
    ...signed,
    signatures: [
      ...signed.signatures.flatMap((s) => {
        const changed = change(s, nameOf(s));
        return changed === null ? [] : [{ ...s, ...changed }];
      }),
      ...more,
    ],
  });
  const lost =
    (...names: Signed[]) =>
    (_: Signature, kind: Signed) =>
      names.includes(kind) ? { supersededAt: march(9) } : {};
  const names = (file: WorkOrderFile, act: 'accept' | 'release') => ungivenSignatures(file, act).map(nameOf).sort();

  it.each<[string, WorkOrderFile, Signed[], Signed[]]>([
    ['none is superseded', signed, [], []],
    ['a final inspection’s', with_(lost('final')), ['final'], ['final']],
    [
      'a receiving and an in-process inspection’s',
      with_(lost('receiving', 'in_process')),
      ['in_process', 'receiving'],
      ['in_process', 'receiving'],
    ],
    ['the facility’s acceptance: not before it accepts', with_(lost('accept')), [], ['accept']],
    ['the government’s own inspection: not before the facility accepts', with_(lost('acceptance')), [], ['acceptance']],
    [
      'given again on the same inspection',
      with_(lost('final'), [signatureOn(inspectionOf('final', 18), { id: 'again', sequence: 25 })]),
      [],
      [],
    ],
    ['the acceptance given again', with_(lost('accept'), [signatureOf('accept', 25)]), [], []],
    [
      'given again, and superseded again',
      with_(lost('final'), [signatureOn(inspectionOf('final', 18), { id: 'again', supersededAt: march(10) })]),
      ['final', 'final'],
      ['final', 'final'],
    ],
  ])('%s', (_, file, forAccept, forRelease) => {
    expect(names(file, 'accept')).toEqual(forAccept);
    expect(names(file, 'release')).toEqual(forRelease);
  });

  it('a later inspection of the same kind stands for it, one of another kind or operation does not', () => {
    const later = (inspection: Inspection) => {
      const file = with_(lost('in_process'), [signatureOn(inspection)]);
      return names({ ...file, inspections: [...file.inspections, inspection] }, 'accept');
    };
    expect(later(inspectionOf('in_process', 25))).toEqual([]);
    expect(later(inspectionOf('in_process', 25, { operationId: 'operation 20' }))).toEqual(['in_process']);
    expect(later(inspectionOf('in_process', 25, { operationId: null }))).toEqual(['in_process']);
    expect(later(inspectionOf('final', 25))).toEqual(['in_process']);
  });
});

describe('the meaning', () => {
  const kinds = ['receiving', 'in_process', 'final', 'acceptance'] as const;
  const meanings = [
    ...kinds.flatMap((kind) =>
      (['passed', 'failed'] as const).map((d) => meaningOf('sign_inspection', inspectionOf(kind, 1), d)),
    ),
    ...(['accept', 'release', 'condemn'] as const).map((act) => meaningOf(act, null, null)),
  ];

  it('a pass says that it passed, a release that the government accepts', () => {
    expect(meaningOf('sign_inspection', inspectionOf('final', 1), 'passed')).toEqual({
      en: 'I inspected what is recorded here; it passed the final inspection.',
      ja: '記録のとおり検査し、最終検査に合格と判定します。',
    });
    expect(meaningOf('sign_inspection', inspectionOf('receiving', 1), 'failed').ja).toContain('受入検査に不合格');
    expect(meaningOf('accept', null, null).en).toContain('for the facility');
    expect(meaningOf('release', null, null).en).toContain('for the government');
    expect(meaningOf('condemn', null, null).ja).toContain('廃棄');
  });

  it('says in both languages what is declared, and something else for each act, kind and decision', () => {
    expect(new Set(meanings.map((m) => m.en)).size).toBe(meanings.length);
    expect(new Set(meanings.map((m) => m.ja)).size).toBe(meanings.length);
    for (const { en, ja } of meanings) {
      expect(en).toMatch(/^(I |The ).*\.$/);
      expect(ja).toMatch(/[\u3040-\u30ff\u4e00-\u9fff].*。$/);
    }
  });
});
