// The file as a fold of changes, which inspection counts, and which signature stands.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, PARTS } from '../../../src/domain/orders/event.ts';
import {
  applyChanges,
  conditionInCustody,
  inForce,
  latestInspection,
  type WorkOrderFile,
} from '../../../src/domain/orders/work-order-file.ts';
import {
  fileOf,
  fileWith,
  inspectionOf,
  march,
  nonconformanceOf,
  openNonconformanceOf,
  orderOf,
  signatureOn,
  unsignedInspectionOf,
} from '../../support/facts.ts';

const drafted: Change = { part: 'order', id: 'order', set: { ...orderOf({ status: 'draft' }) } };
const lists = Object.keys(applyChanges(null, [drafted], 1)).filter((name) => name !== 'order') as Exclude<
  keyof WorkOrderFile,
  'order'
>[];
const partsOf = (file: WorkOrderFile) => lists.flatMap((name) => file[name] as { id: string; workOrderId: string }[]);

// Any change of any part: a few ids, so that parts are made and changed again, and a few fields.
const change = fc.record({
  part: fc.constantFrom(...PARTS),
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  set: fc.record(
    {
      sequence: fc.nat({ max: 99 }),
      n: fc.nat({ max: 9 }),
      status: fc.constantFrom('open', 'done'),
      note: fc.string(),
    },
    { requiredKeys: [] },
  ),
});
const events = fc.array(fc.array(change, { maxLength: 5 }), { maxLength: 8 });
const fold = (history: readonly (readonly Change[])[]) =>
  history.reduce<WorkOrderFile>(
    (file, changes, index) => applyChanges(file, changes, index + 2),
    applyChanges(null, [drafted], 1),
  );
// One id is one part of one list.
const named = (history: readonly (readonly Change[])[]): Change[][] =>
  history.map((changes) => changes.map((c) => ({ ...c, id: c.part === 'order' ? 'order' : `${c.part} ${c.id}` })));

function frozen<T>(value: T): T {
  if (value && typeof value === 'object') for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}

describe('folding', () => {
  it('begins with a draft that has no parts', () => {
    const file = applyChanges(null, [drafted], 1);
    expect(file.order).toEqual({ ...drafted.set, revision: 1 });
    expect(partsOf(file)).toEqual([]);
  });

  it.each([
    ['nothing', []],
    ['a part', [{ part: 'labor', id: 'x', set: {} } as Change]],
  ])('does not begin with %s', (_, changes) => {
    expect(() => applyChanges(null, changes, 1)).toThrow(RangeError);
  });

  it('changes neither the file nor the changes it is given', () => {
    fc.assert(
      fc.property(events, (history) => {
        const before = frozen(fold(named(history)));
        for (const changes of frozen(named(history))) applyChanges(before, changes, 99);
      }),
    );
  });

  it('is the same in one event as in several, but for the revision', () => {
    fc.assert(
      fc.property(events, (history) => {
        const one = applyChanges(fold([]), named(history).flat(), 2);
        const several = fold(named(history));
        expect({ ...several, order: { ...several.order, revision: 2 } }).toEqual(one);
      }),
    );
  });

  it('done twice is done once', () => {
    fc.assert(
      fc.property(events, fc.array(change), (history, last) => {
        const changes = named([last])[0] ?? [];
        const once = applyChanges(fold(named(history)), changes, 50);
        // Sorted lists keep the place of equals; the parts themselves are what counts.
        const twice = applyChanges(once, changes, 50);
        const byId = (file: WorkOrderFile) => partsOf(file).sort((a, b) => (a.id < b.id ? -1 : 1));
        expect(byId(twice)).toEqual(byId(once));
        expect(twice.order).toEqual(once.order);
      }),
    );
  });

  it('keeps every part, under its own id, in its order, and takes the last word on each field', () => {
    fc.assert(
      fc.property(events, (history) => {
        const file = fold(named(history));
        const flat = named(history)
          .flat()
          .filter((c) => c.part !== 'order');
        const parts = partsOf(file);
        expect(new Set(parts.map((p) => p.id))).toEqual(new Set(flat.map((c) => c.id)));
        expect(parts).toHaveLength(new Set(flat.map((c) => c.id)).size);
        for (const part of parts) {
          const set = Object.assign({}, ...flat.filter((c) => c.id === part.id).map((c) => c.set));
          expect(part).toMatchObject({ ...set, id: part.id, workOrderId: 'order' });
        }
      }),
    );
  });

  it('counts the event as the revision, even when nothing of the order changed', () => {
    fc.assert(
      fc.property(events, (history) => {
        expect(fold(named(history)).order.revision).toBe(history.length + 1);
      }),
    );
  });

  it('reads events of before as they meant: the family is the root of the draft, and what they could not say is null', () => {
    const { familyId: _, ...before } = orderOf({ rootId: 'ship', parentId: 'ship' });
    const made = applyChanges(null, [{ part: 'order', id: 'order', set: before }], 1);
    expect(made.order.familyId).toBe('ship');
    const freed = applyChanges(made, [{ part: 'order', id: 'order', set: { rootId: 'order', parentId: null } }], 2);
    expect(freed.order).toMatchObject({ rootId: 'order', familyId: 'ship' });
    const said = { ...before, familyId: 'fleet' };
    expect(applyChanges(null, [{ part: 'order', id: 'order', set: said }], 1).order.familyId).toBe('fleet');

    const { labor, signatures } = applyChanges(
      made,
      [
        { part: 'labor', id: 'old', set: { hours: 1 } },
        { part: 'labor', id: 'new', set: { correctors: ['someone'] } },
        { part: 'signature', id: 'old', set: { act: 'accept' } },
        { part: 'signature', id: 'new', set: { subjectVersion: 2, pinIssuedAt: march(1), pinSetAt: march(2) } },
      ],
      2,
    );
    expect(labor.map((l) => l.correctors)).toEqual([null, ['someone']]);
    expect(signatures.map((s) => [s.subjectVersion, s.pinIssuedAt, s.pinSetAt])).toEqual([
      [null, null, null],
      [2, march(1), march(2)],
    ]);
  });

  it('gives operations by sequence, targets and segments by number, and the rest as they were made', () => {
    const set = (part: Change['part'], id: string, fields: object): Change => ({ part, id, set: { ...fields } });
    const file = fold([
      [
        set('operation', 'late', { sequence: 30 }),
        set('target', 'two', { n: 2 }),
        set('segment', 'b', { n: 2 }),
        set('labor', 'z', {}),
      ],
      [
        set('operation', 'early', { sequence: 10 }),
        set('target', 'one', { n: 1 }),
        set('segment', 'a', { n: 1 }),
        set('labor', 'a', {}),
      ],
      [set('operation', 'late', { sequence: 5 })],
    ]);
    const ids = (name: (typeof lists)[number]) => (file[name] as { id: string }[]).map((p) => p.id);
    expect([ids('operations'), ids('targets'), ids('segments'), ids('labor')]).toEqual([
      ['late', 'early'],
      ['one', 'two'],
      ['a', 'b'],
      ['z', 'a'],
    ]);
  });

  it('a change can’t give a part another id', () => {
    const made = fold([[{ part: 'labor', id: 'x', set: { id: 'y' } }], [{ part: 'labor', id: 'x', set: { id: 'z' } }]]);
    expect(made.labor.map((l) => l.id)).toEqual(['x']);
  });
});

describe('the latest inspection', () => {
  const file = fileOf({
    inspections: [
      inspectionOf('final', 30),
      inspectionOf('final', 20),
      inspectionOf('in_process', 40),
      inspectionOf('in_process', 41, { operationId: 'operation 20' }),
      unsignedInspectionOf('final'),
    ],
  });

  it.each([
    ['the one signed last, wherever it stands', 'final', {}, 'final 30'],
    ['of one operation', 'in_process', { operationId: 'operation 10' }, 'in_process 40'],
    ['of any operation', 'in_process', {}, 'in_process 41'],
    ['signed after an event', 'final', { after: 29 }, 'final 30'],
    ['none is signed after it', 'final', { after: 30 }, undefined],
    ['none of that kind', 'receiving', {}, undefined],
    ['none of that operation', 'in_process', { operationId: 'x' }, undefined],
  ] as const)('%s', (_, kind, options, id) => {
    expect(latestInspection(file, kind, options)?.id).toBe(id);
  });
});

describe('a signature in force', () => {
  const inspection = inspectionOf('final', 18);
  const id = inspection.signatureId;

  it('is there and not superseded', () => {
    expect(inForce(fileOf(), id)?.id).toBe(id);
    expect(inForce(fileOf({ signatures: [signatureOn(inspection, { supersededAt: march(9) })] }), id)).toBeNull();
    expect(inForce(fileOf({ signatures: [] }), id)).toBeNull();
    expect(inForce(fileOf(), null)).toBeNull();
  });
});

describe('the condition code in custody', () => {
  const received = (conditionCode: 'F' | 'K' | null, direction: 'received' | 'handed_back' = 'received') => ({
    direction,
    at: march(2),
    document: 'DD 1149',
    deliveredBy: 'HMH-1',
    receivedBy: 'KSZ',
    serialNumber: '168243',
    conditionCode,
  });
  const reported = (status: 'open' | 'dispositioned' | 'closed') => nonconformanceOf({ pqdr: 'PQDR-1', status });

  it.each([
    ['Q while a PQDR is open', fileOf({ nonconformances: [reported('open')] }), 'Q'],
    [
      'Q while one of several is',
      fileOf({ nonconformances: [nonconformanceOf(), { ...reported('open'), id: 'second' }] }),
      'Q',
    ],
    ['Q while its nonconformance is dispositioned', fileOf({ nonconformances: [reported('dispositioned')] }), 'Q'],
    ['M once the work began', fileOf({ nonconformances: [reported('closed')] }), 'M'],
    ['M with a nonconformance that is not reported', fileOf({ nonconformances: [openNonconformanceOf()] }), 'M'],
    ['the code it came with before', fileWith({ startedAt: null, custody: [received('K')] }), 'K'],
    [
      'the code of the last receipt',
      fileWith({ startedAt: null, custody: [received('K'), received(null, 'handed_back'), received('F')] }),
      'F',
    ],
    ['none before it came', fileWith({ startedAt: null, custody: [] }), null],
  ])('%s', (_, file, expected) => {
    expect(conditionInCustody(file)).toBe(expected);
  });
});
