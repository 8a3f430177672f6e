// Transitions: what the body of each action may say, and what each action changes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../../src/domain/faults.ts';
import { CATEGORIES, ledgerFaults, RESPONSIBLE } from '../../../src/domain/metrics/turnaround.ts';
import { CONDITION_CODES } from '../../../src/domain/orders/codes.ts';
import type { Change } from '../../../src/domain/orders/event.ts';
import type { Facts } from '../../../src/domain/orders/guards.ts';
import { ACTIONS, type ActionName, destination, lifecycle, stoodAfter } from '../../../src/domain/orders/lifecycle.ts';
import { HOLD_CAUSES, isRunning, RUNNING, type Status } from '../../../src/domain/orders/status.ts';
import {
  categoryOf,
  effectsOf,
  firstTargetDate,
  givenBy,
  type TransitionInput,
  transitionInput,
} from '../../../src/domain/orders/transition.ts';
import type { WorkOrder } from '../../../src/domain/orders/work-order.ts';
import { applyChanges, type WorkOrderFile } from '../../../src/domain/orders/work-order-file.ts';
import { dateInTokyo, hoursBetween } from '../../../src/domain/values.ts';
import {
  AT,
  closureOf,
  demandOf,
  factsOf,
  fileOf,
  fileWith,
  march,
  orderOf,
  personOf,
  platformOf,
  segmentOf,
  signatureOf,
} from '../../support/facts.ts';

const authorizationId = '01940000-0000-7000-8000-000000000001';
const cost = { currency: 'USD', minorUnits: 700 };
const reason = { en: 'because' };
const signature = { contentSha256: 'a'.repeat(64), language: 'ja', pin: '135790' };
const custody = { document: 'DD 1149', deliveredBy: 'HMH-1', receivedBy: 'KSZ' };
const inductCustody = { ...custody, serialNumber: '168243' };

/** A complete body of each action. */
const bodies: Record<ActionName, object> = {
  submit: {},
  return: { reason },
  authorize: { authorizationId, estimatedCost: cost },
  reauthorize: { authorizationId, estimatedCost: cost, reason },
  induct: { custody: inductCustody },
  start: {},
  await_parts: {},
  await_engineering: {},
  hold: { cause: 'weather', reason },
  resume: {},
  present: { toolsAccounted: true, foreignObjectsCleared: false },
  withdraw: { reason },
  reject: { reason },
  accept: { signature },
  recall: { reason },
  refuse: { reason },
  release: { signature, conditionCode: 'A' },
  close: { deliveryReceipt: 'R-1' },
  cancel: { reason },
  condemn: { signature, finding: 'lost', surveyReference: 'FLIPL-7' },
};
const inputOf = (action: ActionName, body: object = {}) =>
  transitionInput.parse({ action, ...bodies[action], ...body }) as TransitionInput;
const codesOf = (body: object) => faultsOf(transitionInput.safeParse(body)).map((f) => `${f.pointer} ${f.code}`);

describe('bodies', () => {
  it.each(ACTIONS)('%s takes a note, and nothing that it does not know', (action) => {
    const body = { action, ...bodies[action] };
    expect(transitionInput.safeParse(body).success).toBe(true);
    expect(transitionInput.safeParse({ ...body, note: { ja: '備考' } }).success).toBe(true);
    expect(codesOf({ ...body, status: 'released' })).toEqual(['/status property.unknown']);
    expect(codesOf({ ...body, note: {} })).toEqual(['/note text.no_language']);
  });

  it.each(ACTIONS)('%s needs every member of its body', (action) => {
    // What a loss needs besides is asked by its guard.
    const whole = action === 'condemn' ? { signature, finding: 'beyond_repair', conditionCode: 'H' } : bodies[action];
    for (const name of Object.keys(whole)) {
      const { [name]: _, ...rest } = whole as Record<string, unknown>;
      expect(codesOf({ action, ...rest }).length).toBeGreaterThan(0);
    }
  });

  it('only acts of depot staff that carry no signature can be logged late', () => {
    const late = ACTIONS.filter(
      (action) => transitionInput.safeParse({ action, ...bodies[action], occurredAt: AT, lateReason: reason }).success,
    );
    const byDepotStaff = ACTIONS.filter((action) => lifecycle[action].by.includes('depot_staff'));
    expect(late).toEqual(byDepotStaff);
    expect(late.filter((action) => lifecycle[action].signs)).toEqual([]);
  });

  it('exactly the signed acts take a signature', () => {
    const signed = ACTIONS.filter((action) => 'signature' in bodies[action]);
    expect(signed).toEqual(ACTIONS.filter((action) => lifecycle[action].signs));
  });

  it.each([
    ['induct', 'conditionCode', ['F', 'K'], {}],
    ['release', 'conditionCode', ['A', 'B', 'C', 'D'], {}],
    ['condemn', 'conditionCode', ['H', 'P', 'S'], {}],
  ] as const)('%s names one of its condition codes', (action, field, allowed, more) => {
    const taken = CONDITION_CODES.filter(
      (code) => transitionInput.safeParse({ action, ...bodies[action], ...more, [field]: code }).success,
    );
    expect(taken).toEqual(allowed);
  });

  it('condemn as beyond repair needs a condition code, whatever the survey; of what is gone there may be none', () => {
    const bare = { action: 'condemn', signature, finding: 'beyond_repair' };
    expect(codesOf(bare)).toEqual(['/conditionCode condemn.code_missing']);
    expect(codesOf({ ...bare, surveyReference: 'FLIPL-7' })).toEqual(['/conditionCode condemn.code_missing']);
    expect(codesOf({ ...bare, conditionCode: 'H' })).toEqual([]);
    for (const finding of ['lost', 'destroyed']) expect(codesOf({ ...bare, finding })).toEqual([]);
  });

  it('an unknown action is told with those there are', () => {
    expect(codesOf({ action: 'finish' })).toEqual(['/action value.not_allowed']);
  });

  it('what the guards may know of a body', () => {
    const known = (action: ActionName, body = {}) => givenBy(inputOf(action, body));
    expect(known('induct')).toEqual({ asked: true, serialNumber: '168243' });
    expect(known('authorize')).toEqual({ asked: true, estimatedCost: cost });
    expect(known('reauthorize')).toEqual({ asked: true, estimatedCost: cost });
    expect(known('present')).toEqual({ asked: true, toolsAccounted: true, foreignObjectsCleared: false });
    expect(known('condemn')).toEqual({ asked: true, finding: 'lost', surveyReference: 'FLIPL-7' });
    expect(known('condemn', { surveyReference: undefined, conditionCode: 'H' })).toMatchObject({
      surveyReference: null,
    });
    for (const action of ['submit', 'start', 'hold', 'accept', 'release', 'close', 'cancel'] as const)
      expect(known(action)).toEqual({ asked: true });
  });
});

describe('the clock category', () => {
  it('is the status’s, or the cause of the hold', () => {
    const categories = RUNNING.filter((s) => s !== 'on_hold').map((s) => categoryOf(s, null));
    expect(categories).toEqual(['receiving', 'maintenance', 'supply', 'engineering', 'inspection', 'acceptance']);
    expect(HOLD_CAUSES.map((cause) => categoryOf('on_hold', cause))).toEqual([...HOLD_CAUSES]);
    expect(new Set([...categories, ...HOLD_CAUSES])).toEqual(new Set(CATEGORIES));
    expect(() => categoryOf('on_hold', null)).toThrow(RangeError);
  });
});

describe('the first target', () => {
  const targetIs = (fields: Partial<Facts>, order: Partial<WorkOrder> = {}) =>
    firstTargetDate(factsOf({ file: fileWith(order), ...fields }));
  const days = (count: number, calendar: 'calendar' | 'working') =>
    platformOf({ targets: [{ activity: 'repair', days: count, calendar }] });

  it.each([
    ['the date given when authorized', {}, { targetDate: '2026-04-01' }, '2026-04-01'],
    ['calendar days after the induction', { platform: days(30, 'calendar') }, {}, '2026-04-09'],
    // 10 March is a Tuesday; 20 March is 春分の日.
    ['working days after the induction', { platform: days(10, 'working') }, {}, '2026-03-25'],
    [
      'closed days are no working days',
      { platform: days(1, 'working'), closures: [closureOf({ from: '2026-03-11', to: '2026-03-12', bays: 2 })] },
      {},
      '2026-03-13',
    ],
    [
      'a closed bay is no closed day',
      { platform: days(1, 'working'), closures: [closureOf({ from: '2026-03-11', to: '2026-03-12', bays: 1 })] },
      {},
      '2026-03-11',
    ],
    ['no target for this work', { platform: days(30, 'calendar') }, { activity: 'test' }, null],
    [
      'working days of a year that nobody has published: 2 January 2051 is off for the day before',
      { platform: days(5, 'working'), at: '2050-12-27T00:00:00.000Z' },
      {},
      '2051-01-04',
    ],
    [
      'working days that an imported list takes away',
      {
        platform: days(1, 'working'),
        holidayLists: [
          {
            id: 'list',
            createdAt: '2026-02-01T00:00:00.000Z',
            revision: 1,
            calendar: 'japan',
            year: 2026,
            holidays: [{ date: '2026-03-11', name: { en: 'Holiday', ja: '休日' } }],
            source: 'Official Gazette',
          },
        ],
      },
      {},
      '2026-03-12',
    ],
    [
      'working days beyond the holidays that are known',
      { platform: days(5, 'working'), at: '2099-12-28T00:00:00.000Z' },
      {},
      '2100-01-04',
    ],
    [
      'working days before they are',
      { platform: days(5, 'working'), at: '1978-01-01T00:00:00.000Z' },
      {},
      '1978-01-09',
    ],
  ] as const)('%s', (_, fields, order, expected) => {
    expect(targetIs(fields as Partial<Facts>, order)).toBe(expected);
  });
});

let ids = 0;
const newId = () => `new ${++ids}`;
const at20 = march(20);

/** The order before an action and after it. */
function done(
  action: ActionName,
  body: object,
  order: Partial<WorkOrder>,
  more: Partial<Facts> = {},
  parts: Partial<WorkOrderFile> = {},
) {
  const facts = factsOf({ at: at20, now: march(21), file: fileWith(order, parts), ...more });
  const input = inputOf(action, body);
  const to = destination(action, facts.file.order);
  if (to === null) throw new Error('not offered');
  const changes = effectsOf(input, to, facts, 25, newId);
  return { facts, changes, before: facts.file, after: applyChanges(facts.file, changes, 25) };
}
const orderAfter = (...args: Parameters<typeof done>) => done(...args).after.order;
const changesOf = (changes: Change[], part: Change['part']) => changes.filter((c) => c.part === part);

describe('what an action changes of the order', () => {
  it.each<[ActionName, object, Partial<WorkOrder>, object]>([
    [
      'submit',
      {},
      { status: 'draft', submittedBy: null },
      { status: 'submitted', submittedBy: 'inspector', submittedAt: at20 },
    ],
    [
      'return',
      {},
      { status: 'authorized', targetDate: '2026-04-01' },
      { status: 'draft', authorizationId: null, estimatedCost: null, targetDate: null },
    ],
    [
      'authorize',
      { targetDate: '2026-05-01' },
      { status: 'submitted' },
      { status: 'authorized', authorizationId, estimatedCost: cost, targetDate: '2026-05-01' },
    ],
    ['authorize', {}, { status: 'submitted', targetDate: '2026-04-01' }, { targetDate: null }],
    [
      'reauthorize',
      {},
      { status: 'in_work', targetDate: '2026-04-01', statusSince: march(3) },
      { status: 'in_work', statusSince: march(3), authorizationId, estimatedCost: cost, targetDate: '2026-04-01' },
    ],
    [
      'induct',
      {},
      { status: 'authorized', stoodAt: null },
      {
        status: 'inducted',
        stoodAt: 'inducted',
        inductedAt: at20,
        conditionCode: 'F',
        custody: [{ direction: 'received', at: at20, ...inductCustody, conditionCode: 'F' }],
      },
    ],
    [
      'induct',
      { conditionCode: 'K' },
      { status: 'authorized' },
      { conditionCode: 'K', custody: [{ conditionCode: 'K' }] },
    ],
    [
      'start',
      {},
      { status: 'inducted', startedAt: null },
      { status: 'in_work', stoodAt: 'in_work', startedAt: at20, conditionCode: 'M' },
    ],
    [
      'await_parts',
      {},
      { status: 'in_work', stoodAt: 'in_work' },
      { status: 'awaiting_parts', stoodAt: 'in_work', holdCause: null },
    ],
    [
      'await_engineering',
      {},
      { status: 'in_inspection', stoodAt: 'in_inspection' },
      { status: 'awaiting_engineering', stoodAt: 'in_inspection' },
    ],
    [
      'hold',
      { cause: 'funding' },
      { status: 'in_work', stoodAt: 'in_work' },
      { status: 'on_hold', holdCause: 'funding', stoodAt: 'in_work', heldByProgram: false },
    ],
    [
      'hold',
      { cause: 'weather' },
      { status: 'on_hold', stoodAt: 'in_work', holdCause: 'funding' },
      { status: 'on_hold', holdCause: 'weather', stoodAt: 'in_work' },
    ],
    [
      'resume',
      {},
      { status: 'on_hold', stoodAt: 'in_inspection', holdCause: 'funding', heldByProgram: true },
      { status: 'in_inspection', stoodAt: 'in_inspection', holdCause: null, heldByProgram: false },
    ],
    ['present', {}, { status: 'in_work' }, { status: 'in_inspection', presentedAt: at20, presentedSequence: 25 }],
    ['withdraw', {}, { status: 'in_inspection' }, { status: 'in_work', stoodAt: 'in_work', presentedSequence: 16 }],
    ['reject', {}, { status: 'in_inspection' }, { status: 'in_work', presentedSequence: 16 }],
    [
      'accept',
      {},
      { status: 'in_inspection' },
      { status: 'awaiting_acceptance', acceptedAt: at20, acceptedSequence: 25 },
    ],
    ['recall', {}, { status: 'awaiting_acceptance' }, { status: 'in_inspection', presentedSequence: 16 }],
    ['refuse', {}, { status: 'awaiting_acceptance' }, { status: 'in_work', conditionCode: 'M' }],
    [
      'release',
      { conditionCode: 'D' },
      { status: 'awaiting_acceptance' },
      { status: 'released', releasedAt: at20, endedAt: at20, conditionCode: 'D' },
    ],
    [
      'close',
      {},
      { status: 'released', endedAt: march(10) },
      { status: 'closed', deliveryReceipt: 'R-1', actualCost: null, endedAt: march(10) },
    ],
    ['close', { actualCost: cost }, { status: 'released' }, { actualCost: cost }],
    ['cancel', {}, { status: 'draft' }, { status: 'cancelled', endedAt: at20, custody: [], conditionCode: 'M' }],
    [
      'cancel',
      { custody, conditionCode: 'F' },
      { status: 'in_work' },
      {
        status: 'cancelled',
        endedAt: at20,
        conditionCode: 'F',
        custody: [{ direction: 'handed_back', at: at20, ...custody, serialNumber: '168243', conditionCode: 'F' }],
      },
    ],
    [
      'condemn',
      {},
      { status: 'on_hold' },
      { status: 'condemned', endedAt: at20, finding: 'lost', surveyReference: 'FLIPL-7', conditionCode: null },
    ],
    [
      'condemn',
      { finding: 'beyond_repair', conditionCode: 'H', surveyReference: undefined },
      { status: 'in_work' },
      { finding: 'beyond_repair', surveyReference: null, conditionCode: 'H' },
    ],
  ])('%s %j', (action, body, order, expected) => {
    const after = orderAfter(action, body, order);
    expect(after).toMatchObject(expected);
    expect(after.statusSince).toBe(action === 'reauthorize' ? march(3) : at20);
  });

  it.each(ACTIONS)('%s says of the status, where it stood and since when what the table says', (action) => {
    for (const from of lifecycle[action].from) {
      const { before, after } = done(action, {}, { status: from, stoodAt: 'in_work', holdCause: null });
      const to = destination(action, before.order) as Status;
      expect(after.order.status).toBe(to);
      expect(after.order.stoodAt).toBe(lifecycle[action].to === 'same' ? 'in_work' : stoodAfter(to, 'in_work'));
    }
  });

  it('an item is handed back only by an order that holds it, with the code it then has', () => {
    const unheld: [object, Status][] = [
      [{ custody, conditionCode: 'F' }, 'authorized'],
      [{ custody }, 'in_work'],
      [{ conditionCode: 'F' }, 'in_work'],
    ];
    for (const [body, status] of unheld)
      expect(orderAfter('cancel', body, { status })).toMatchObject({ custody: [], conditionCode: 'M' });
  });

  it('custody is added to, never replaced', () => {
    const earlier = { direction: 'received' as const, at: march(1), ...inductCustody, conditionCode: null };
    expect(orderAfter('induct', {}, { status: 'authorized', custody: [earlier] }).custody).toHaveLength(2);
    expect(
      orderAfter('cancel', { custody, conditionCode: 'F' }, { status: 'in_work', custody: [earlier] }).custody[0],
    ).toEqual(earlier);
  });
});

describe('who set the hold', () => {
  const program = { caller: personOf('program', { roles: ['program_office'] }) };
  const depot = { caller: personOf('depot') };
  const held = (steps: [ActionName, object, Partial<Facts>][]) => {
    let order: Partial<WorkOrder> = { status: 'in_work', stoodAt: 'in_work' };
    for (const [action, body, who] of steps) order = orderAfter(action, body, order, who);
    return order.heldByProgram;
  };

  it.each<[string, [ActionName, object, Partial<Facts>][], boolean]>([
    ['depot staff', [['hold', {}, depot]], false],
    ['a program office', [['hold', {}, program]], true],
    [
      'a program office, then depot staff with another cause',
      [
        ['hold', {}, program],
        ['hold', { cause: 'weather' }, depot],
      ],
      true,
    ],
    [
      'a program office, then it waits for parts',
      [
        ['hold', {}, program],
        ['await_parts', {}, depot],
      ],
      true,
    ],
    [
      'a program office, and work was resumed since',
      [
        ['hold', {}, program],
        ['resume', {}, program],
        ['hold', {}, depot],
      ],
      false,
    ],
    [
      'depot staff, and a program office reauthorized',
      [
        ['hold', {}, depot],
        ['reauthorize', {}, program],
      ],
      false,
    ],
    ['nobody: it waits for parts', [['await_parts', {}, depot]], false],
  ])('%s', (_, steps, expected) => {
    expect(held(steps)).toBe(expected);
  });
});

describe('the clock', () => {
  it('a stay ends where the next begins, charged to whoever answers for it', () => {
    const { after } = done('hold', { cause: 'weather' }, { status: 'awaiting_acceptance' });
    expect(after.segments.at(-2)).toMatchObject({ n: 4, to: at20 });
    expect(after.segments.at(-1)).toMatchObject({
      n: 5,
      from: at20,
      to: null,
      category: 'weather',
      responsible: 'none',
    });
  });

  it('induction starts it, with a target; reauthorization leaves it alone; ends stop it', () => {
    const { changes } = done('induct', {}, { status: 'authorized', targetDate: '2026-04-01' }, {}, { segments: [] });
    expect(changesOf(changes, 'segment').map((c) => c.set)).toMatchObject([
      { n: 1, from: at20, to: null, category: 'receiving' },
    ]);
    expect(changesOf(changes, 'target').map((c) => c.set)).toEqual([
      {
        n: 1,
        date: '2026-04-01',
        cause: null,
        nonconformanceId: null,
        operationId: null,
        setBy: 'inspector',
        setAt: at20,
      },
    ]);
    const untargeted = done('induct', {}, { status: 'authorized' }, { platform: platformOf({ targets: [] }) });
    expect(changesOf(untargeted.changes, 'target')).toEqual([]);
    expect(changesOf(done('reauthorize', {}, { status: 'in_work' }).changes, 'segment')).toEqual([]);
    for (const action of ['release', 'cancel', 'condemn'] as const) {
      const { after } = done(action, {}, { status: 'awaiting_acceptance' });
      expect(after.segments).toHaveLength(4);
      expect(after.segments.at(-1)?.to).toBe(at20);
    }
    expect(changesOf(done('cancel', {}, { status: 'draft' }, {}, { segments: [] }).changes, 'segment')).toEqual([]);
  });

  it.each([
    ['engineering', 'await_engineering', {}, 'unacknowledged'],
    ['funding', 'hold', { cause: 'funding' }, 'unacknowledged'],
    ['authorization', 'hold', { cause: 'authorization' }, 'unacknowledged'],
    ['customer', 'hold', { cause: 'customer' }, 'unacknowledged'],
    ['capacity', 'hold', { cause: 'capacity' }, null],
    ['weather', 'hold', { cause: 'weather' }, null],
    ['supply', 'await_parts', {}, null],
  ] as const)('hours of %s charged by the plant, by the program office', (category, action, body, expected) => {
    const charged = (role: 'depot_staff' | 'program_office') =>
      done(action, body, { status: 'in_work' }, { caller: personOf('x', { roles: [role] }) }).after.segments.at(-1);
    expect(charged('depot_staff')).toMatchObject({
      category,
      responsible: RESPONSIBLE[category],
      acknowledgement: expected,
    });
    expect(charged('program_office')?.acknowledgement).toBeNull();
  });

  it('waiting for acceptance is the government’s, with nothing to acknowledge', () => {
    const { after } = done('accept', {}, { status: 'in_inspection' });
    expect(after.segments.at(-1)).toMatchObject({
      category: 'acceptance',
      responsible: 'government',
      acknowledgement: null,
    });
  });

  it('over any history of actions segments leave no gap, never overlap, and sum to the gross', () => {
    const step = fc.record({
      action: fc.constantFrom(...ACTIONS),
      minutes: fc.nat({ max: 5000 }),
      cause: fc.constantFrom(...HOLD_CAUSES),
      reaches: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        let file = fileOf({
          order: orderOf({ status: 'authorized', stoodAt: null, inductedAt: null, acceptedSequence: null }),
          segments: [],
          signatures: [],
        });
        let at = Date.parse(march(1));
        for (const { action, minutes, cause, reaches } of steps) {
          at += minutes * 60_000;
          const name = isRunning(file.order.status) || !reaches ? action : 'induct';
          const to = destination(name, file.order);
          if (to === null || to === 'draft') continue;
          const instant = new Date(at).toISOString();
          const body = name === 'hold' ? { cause } : {};
          const facts = factsOf({ file, at: instant, now: instant });
          const sequence = file.order.revision + 1;
          file = applyChanges(file, effectsOf(inputOf(name, body), to, facts, sequence, newId), sequence);
          const { order, segments } = file;
          if (order.inductedAt === null) {
            expect(segments).toEqual([]);
            continue;
          }
          const end = isRunning(order.status) ? null : order.endedAt;
          expect(ledgerFaults(segments, { from: order.inductedAt, to: end })).toEqual([]);
          expect(segments.map((s) => s.n)).toEqual(segments.map((_, index) => index + 1));
          const until = end ?? instant;
          const sum = segments.reduce((hours, s) => hours + hoursBetween(s.from, s.to ?? until), 0);
          expect(sum).toBeCloseTo(hoursBetween(order.inductedAt, until), 6);
        }
      }),
    );
  });
});

describe('what else an action changes', () => {
  const parts = {
    partDemands: [
      demandOf({ id: 'ordered', status: 'ordered' }),
      demandOf({ id: 'received' }),
      demandOf({ id: 'gone', status: 'cancelled' }),
    ],
  };

  it.each(['cancel', 'condemn'] as const)('%s cancels the part demands that still stand', (action) => {
    const { changes } = done(action, {}, { status: 'in_work' }, {}, parts);
    expect(changesOf(changes, 'partDemand')).toMatchObject([
      {
        id: 'ordered',
        set: {
          status: 'cancelled',
          statuses: [{ status: 'requested' }, { status: 'cancelled', at: at20, by: 'inspector' }],
        },
      },
    ]);
  });

  it('closing and releasing leave them', () => {
    expect(changesOf(done('close', {}, { status: 'released' }, {}, parts).changes, 'partDemand')).toEqual([]);
    expect(changesOf(done('release', {}, { status: 'awaiting_acceptance' }, {}, parts).changes, 'partDemand')).toEqual(
      [],
    );
  });

  it.each(['recall', 'refuse'] as const)('%s ends the facility’s acceptance and no other signature', (action) => {
    const old = signatureOf('accept', 10, { id: 'old', supersededAt: march(5) });
    const { changes, facts } = done(
      action,
      {},
      { status: 'awaiting_acceptance' },
      {},
      { signatures: [...fileOf().signatures, old] },
    );
    expect(changesOf(changes, 'signature')).toEqual([
      { part: 'signature', id: 'signature of accept 20', set: { supersededAt: facts.now } },
    ]);
  });

  it('no other action touches a signature', () => {
    for (const action of ACTIONS.filter((a) => a !== 'recall' && a !== 'refuse'))
      for (const status of lifecycle[action].from)
        expect(changesOf(done(action, {}, { status, stoodAt: 'in_work' }).changes, 'signature')).toEqual([]);
  });

  it('a late act is dated when it happened', () => {
    const { after, facts } = done(
      'start',
      { occurredAt: at20, lateReason: reason },
      { status: 'inducted', startedAt: null },
      {},
      { segments: [segmentOf(1, { to: null })] },
    );
    expect([after.order.startedAt, after.order.statusSince, after.segments[0]?.to]).toEqual([at20, at20, at20]);
    expect(dateInTokyo(facts.now)).not.toBe(dateInTokyo(at20));
  });
});
