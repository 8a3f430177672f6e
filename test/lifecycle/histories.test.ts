// Long random histories: families of orders, hundreds of acts by many people, right and wrong; the rules hold, and offers keep their word.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPEN, type Status } from '../../src/domain/orders/status.ts';
import { dateInTokyo } from '../../src/domain/values.ts';
import type { Answer, Loose } from '../support/app.ts';
import { because, torque, withBays } from '../support/order.ts';
import { type Actor, type Plant, startPlant } from '../support/plant.ts';
import { expectRules } from '../support/rules.ts';

const HISTORIES = 6;
const ACTS = 250;
const SEED = 26_327;

let plant: Plant;
let people: Record<string, Actor>;
beforeAll(async () => {
  plant = await withBays(await startPlant(), 900);
  const gqar = { qualification: 'GQAR', authority: 'dcma', delegationReference: 'D-7' };
  people = {
    ...plant.people,
    // People of more than one trade are those whom independence is about.
    both: await plant.hire({
      name: 'Both',
      roles: ['depot_staff', 'qa_inspector'],
      qualifications: [{ qualification: 'CDI' }],
    }),
    second: await plant.hire({ name: 'Second', roles: ['qa_inspector'], qualifications: [{ qualification: 'QAR' }] }),
    twoHats: await plant.hire({
      name: 'Two hats',
      roles: ['qa_inspector'],
      organization: { kind: 'accepting_authority', name: 'DCMA' },
      qualifications: [{ qualification: 'CDI' }, gqar],
    }),
  };
});
afterAll(() => plant.close());

/** Numbers that look random and are the same in every run (mulberry32). */
class Chance {
  private state: number;
  constructor(seed: number) {
    this.state = seed;
  }
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * limit);
  }
  of<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)];
  }
  is(percent: number): boolean {
    return this.below(100) < percent;
  }
}

/** One history: the orders in it, and what was done. */
class History {
  readonly orders: string[] = [];
  readonly log: string[] = [];
  readonly chance: Chance;
  constructor(chance: Chance) {
    this.chance = chance;
  }
}

// What histories went through, over all of them.
const leftByOffer = new Map<Status, Set<string>>();
const went = new Map<string, number>();
/** The histories whose last order was closed. */
const brought: number[] = [];

const somebody = (h: History, ...names: string[]) =>
  people[h.chance.of(names.length > 0 ? names : Object.keys(people)) as string] as Actor;
const path = (id: string, rest = '') => `/v1/work-orders/${id}${rest && `/${rest}`}`;
const list = async (id: string, rest: string): Promise<Loose[]> =>
  (await plant.send(people.program as Actor, 'GET', path(id, `${rest}?limit=200`))).items;
const hoursAgo = (hours: number) => new Date(Date.parse(plant.clock.now()) - hours * 3_600_000).toISOString();

let isSuspended = false;
async function certificate(status: 'active' | 'suspended'): Promise<Answer> {
  const record = `/v1/facilities/${plant.ids.facility}/certifications/${plant.ids.certification}`;
  const { revision } = await plant.send('admin', 'GET', record);
  const answer = await plant.ask('admin', 'PATCH', record, { status }, { 'if-match': `"${revision}"` });
  isSuspended = status === 'suspended';
  return answer;
}

type Step = (h: History, id: string) => Promise<Answer | null>;
const post = async (by: Actor, id: string, rest: string, body: object = {}): Promise<Answer> =>
  plant.ask(by, 'POST', path(id, rest), body, { 'if-match': `"${(await plant.order(id)).revision}"` });
const patch = async (by: Actor, id: string, rest: string, body: object): Promise<Answer> =>
  plant.ask(by, 'PATCH', path(id, rest), body, { 'if-match': `"${(await plant.order(id)).revision}"` });

// The body of each action that needs no preparing; the rest is the order's.
const bodies: Record<string, (h: History, order: Loose) => Promise<object> | object> = {
  return: () => because,
  authorize: (h) => ({
    authorizationId: plant.ids.authorization,
    estimatedCost: { currency: 'USD', minorUnits: h.chance.below(10_000) },
  }),
  reauthorize: (h) => ({
    authorizationId: plant.ids.authorization,
    estimatedCost: { currency: 'USD', minorUnits: h.chance.below(10_000) },
    ...because,
  }),
  induct: async (_h, order) => ({
    custody: {
      document: 'D-1',
      deliveredBy: 'unit',
      receivedBy: 'KSZ',
      serialNumber: (await plant.send('admin', 'GET', `/v1/equipment/${order.equipmentId}`)).serialNumber,
    },
  }),
  hold: (h) => ({ cause: h.chance.of(['funding', 'authorization', 'capacity', 'customer', 'weather']), ...because }),
  present: () => ({ toolsAccounted: true, foreignObjectsCleared: true }),
  withdraw: () => because,
  reject: () => because,
  recall: () => because,
  refuse: () => because,
  release: (h) => ({ conditionCode: h.chance.of(['A', 'B', 'C', 'D']) }),
  close: () => ({ deliveryReceipt: 'DR-1' }),
  cancel: (_h, order) => ({
    ...because,
    ...(order.inductedAt === null
      ? {}
      : { custody: { document: 'D-2', deliveredBy: 'KSZ', receivedBy: 'unit' }, conditionCode: 'F' }),
  }),
  condemn: () => ({ finding: 'lost', surveyReference: 'SV-1' }),
};
const ENDS = ['cancel', 'condemn', 'return'];

/** Performs an action after asking for it: what is offered as allowed must go through, and what is blocked must not. */
async function take(by: Actor, id: string, action: string, body: object): Promise<Answer> {
  const { transitions, status } = await plant.send(by, 'GET', path(id, 'transitions'));
  const told = transitions.find((t: Loose) => t.action === action) ?? { allowed: false, depends: [] };
  const answer = await plant.act(by, id, action, body);
  // What it was said to depend on, which the request says, may still stand in its way; nothing else.
  const mayFail = told.depends.map((d: Loose) => d.guard);
  const inTheWay = (answer.body.blockedBy ?? []).map((g: Loose) => g.guard);
  const unforeseen = told.allowed ? inTheWay.filter((g: string) => !mayFail.includes(g)) : [];
  const expected = told.allowed ? (mayFail.length > 0 ? [200, 409] : [200]) : [400, 403, 409];
  expect({ action, from: status, told: told.allowed, answered: answer.status, unforeseen }).toEqual({
    action,
    from: status,
    told: told.allowed,
    answered: expect.toSatisfy((code: number) => expected.includes(code)),
    unforeseen: [],
  });
  if (answer.status === 200 && answer.body.status !== status)
    leftByOffer.set(status, (leftByOffer.get(status) ?? new Set()).add(action));
  return answer;
}

/** Takes an offer that someone is told is open to them. */
const offered: Step = async (h, id) => {
  const by = somebody(h);
  const { transitions } = await plant.send(by, 'GET', path(id, 'transitions'));
  const open = transitions.filter((t: Loose) => t.allowed && (h.chance.is(4) || !ENDS.includes(t.action)));
  // What leads on is taken rather than one more hold.
  const forward = open.filter((t: Loose) => !['hold', 'reauthorize', 'recall', 'withdraw'].includes(t.action));
  const chosen = h.chance.of(forward.length > 0 && h.chance.is(90) ? forward : open) as Loose;
  if (!chosen) return null;
  return await take(by, id, chosen.action, (await bodies[chosen.action]?.(h, await plant.order(id))) ?? {});
};

const ON = ['accept', 'release', 'present', 'start', 'induct', 'resume', 'close'];

/** Makes an action ready and does it: the way on, whatever stands in it. */
const prepared: Step = async (h, id) => {
  const { transitions } = await plant.send(people.program as Actor, 'GET', path(id, 'transitions'));
  const going = transitions.filter((t: Loose) => !ENDS.includes(t.action));
  const on = going.filter((t: Loose) => ON.includes(t.action));
  const chosen = h.chance.of(on.length > 0 && h.chance.is(65) ? on : going) as Loose;
  if (!chosen) return null;
  // What would make it ready may itself be refused here.
  const ready = await plant.ready(id, chosen.action).catch(() => null);
  const { heldByProgram } = await plant.order(id);
  const by = chosen.action === 'resume' && heldByProgram ? (people.program as Actor) : ready?.by;
  return ready && by ? await take(by, id, chosen.action, ready.body) : null;
};

/** Removes one thing that stands in the way of the order, as people of good will do. */
const helpful: Step = async (h, id) => {
  const { technician, inspector, program, depot } = people as Record<string, Actor>;
  const order = await plant.order(id);
  const [operations, inspections, nonconformances, demands, signatures, children] = await Promise.all(
    ['operations', 'inspections', 'nonconformances', 'part-demands', 'signatures', 'sub-orders'].map((rest) =>
      list(id, rest),
    ),
  );
  const ways: (() => Promise<Answer>)[] = [];
  if (['on_hold', 'awaiting_parts', 'awaiting_engineering'].includes(order.status) && h.chance.is(60))
    return await take((order.heldByProgram ? program : depot) as Actor, id, 'resume', {});
  for (const o of operations ?? []) {
    const decide = (by: Actor | undefined, verb: string, body: object = because) =>
      ways.push(() => post(by as Actor, id, `operations/${o.id}/${verb}`, body));
    if (o.status === 'open' && o.overAndAbove && o.approvedBy === null) decide(program, 'approve', {});
    else if (o.status === 'open' && o.activity === 'modification') decide(inspector, 'not-applicable');
    else if (o.status === 'open' && order.status === 'in_work') decide(technician, 'complete', {});
    const passed = inspections?.some((i) => i.operationId === o.id && i.decision === 'passed');
    if (o.status === 'done' && o.holdPoint && o.holdPointWaiver === null && !passed) {
      if (h.chance.is(30)) decide(inspector, 'waive-hold-point');
      else
        ways.push(async () => {
          await plant.inspect(inspector as Actor, id, 'in_process', 'passed', o.id).catch(() => null);
          return await plant.ask(program as Actor, 'GET', path(id));
        });
    }
  }
  for (const n of nonconformances ?? []) {
    const decide = (by: Actor | undefined, verb: string, body: object = {}) =>
      ways.push(() => post(by as Actor, id, `nonconformances/${n.id}/${verb}`, body));
    if (n.status === 'open' && n.disposition === null)
      decide(inspector, 'disposition', { disposition: 'return_to_supplier', ...because });
    else if (n.status === 'open') decide(program, 'approve');
    else if (n.status === 'dispositioned') decide(inspector, 'close');
  }
  for (const d of demands ?? [])
    if (!['received', 'cancelled'].includes(d.status))
      ways.push(() => patch(depot as Actor, id, `part-demands/${d.id}`, { status: 'received' }));
  for (const i of inspections ?? [])
    if (
      !['final', 'acceptance'].includes(i.kind) &&
      i.supersededBy === null &&
      signatures?.some((x) => x.id === i.signatureId && x.supersededAt !== null)
    )
      ways.push(() => plant.sign(inspector as Actor, id, i.id, i.decision));
  for (const child of children ?? [])
    if ((OPEN as readonly string[]).includes(child.status) && h.chance.is(40))
      ways.push(async () => plant.act(program as Actor, child.id, 'cancel', (await bodies.cancel?.(h, child)) ?? {}));
  return (await h.chance.of(ways)?.()) ?? null;
};

const steps: Record<string, [weight: number, Step]> = {
  offered: [30, offered],
  prepared: [14, prepared],
  'an obstacle removed': [40, helpful],
  'any action by anyone': [
    4,
    async (h, id) => {
      const action = h.chance.of(Object.keys(bodies)) as string;
      const body = (await bodies[action]?.(h, await plant.order(id))) ?? {};
      return await plant.act(somebody(h), id, action, body);
    },
  ],
  'a late log': [
    7,
    async (h, id) => {
      const action = h.chance.of(['hold', 'present', 'resume', 'start', 'withdraw', 'await_parts']) as string;
      const body = {
        ...((await bodies[action]?.(h, await plant.order(id))) ?? {}),
        occurredAt: hoursAgo(h.chance.is(70) ? h.chance.below(8) / 4 : h.chance.below(100)),
        ...(h.chance.is(50) ? { lateReason: { ja: '通信断' } } : {}),
      };
      return await plant.act(somebody(h, 'depot', 'both'), id, action, body);
    },
  ],
  'an operation': [
    4,
    (h, id) =>
      post(somebody(h, 'depot', 'both', 'inspector'), id, 'operations', {
        title: { en: `Step ${h.chance.below(100)}` },
        holdPoint: h.chance.is(20),
        ...(h.chance.is(15) ? { sequence: 1 + h.chance.below(60) } : {}),
        ...(h.chance.is(5) ? { activity: h.chance.of(['inspection', 'modification']) } : {}),
      }),
  ],
  'work done': [
    16,
    async (h, id) => {
      const operation = h.chance.of(
        (await list(id, 'operations')).filter((o) => o.status === 'open' || h.chance.is(5)),
      );
      if (!operation) return null;
      return await post(somebody(h, 'technician', 'depot', 'both'), id, `operations/${operation.id}/complete`, {
        ...(h.chance.is(40)
          ? { performedAt: hoursAgo(h.chance.below(h.chance.is(70) ? 4 : 90)), lateReason: { ja: '通信断' } }
          : {}),
        ...(h.chance.is(10) ? { performedBy: somebody(h, 'both', 'technician', 'second').id } : {}),
      });
    },
  ],
  'an operation decided': [
    7,
    async (h, id) => {
      const operation = h.chance.of(await list(id, 'operations'));
      if (!operation) return null;
      const verb = h.chance.of(['approve', 'approve', 'not-applicable', 'waive-hold-point']) as string;
      return await post(
        somebody(h, 'program', 'inspector', 'both'),
        id,
        `operations/${operation.id}/${verb}`,
        verb === 'approve' ? {} : because,
      );
    },
  ],
  'an operation edited': [
    2,
    async (h, id) => {
      const operation = h.chance.of(await list(id, 'operations'));
      const change = h.chance.of([
        { title: { en: 'Other' } },
        { holdPoint: true },
        { sequence: 1 + h.chance.below(90) },
        { title: { ja: '訳' } },
      ]);
      return operation
        ? await patch(somebody(h, 'depot', 'inspector'), id, `operations/${operation.id}`, change as object)
        : null;
    },
  ],
  labor: [
    4,
    async (h, id) => {
      const operation = h.chance.of(await list(id, 'operations'));
      if (!operation) return null;
      const on = dateInTokyo(hoursAgo(h.chance.below(40)));
      return await post(somebody(h, 'depot', 'technician', 'both'), id, 'labor', {
        operationId: operation.id,
        hours: 0.25 * (1 + h.chance.below(12)),
        on,
        ...(h.chance.is(20) ? { personId: somebody(h, 'both', 'technician', 'second').id } : {}),
      });
    },
  ],
  'a demand': [
    2,
    (h, id) =>
      post(somebody(h, 'depot'), id, 'part-demands', {
        partNumber: 'P-1',
        nomenclature: { en: 'seal' },
        quantity: 1,
        stopsWork: h.chance.is(60),
      }),
  ],
  'a demand moved on': [
    6,
    async (h, id) => {
      const demand = h.chance.of(await list(id, 'part-demands'));
      const status = h.chance.of(['ordered', 'shipped', 'received', 'received', 'cancelled']);
      return demand
        ? await patch(somebody(h, 'depot'), id, `part-demands/${demand.id}`, {
            status,
            ...(h.chance.is(30) ? { serialInstalled: `S-${h.chance.below(9)}` } : {}),
          })
        : null;
    },
  ],
  'an inspection': [
    8,
    async (h, id) => {
      const order = await plant.order(id);
      const kinds: Record<string, string[]> = {
        inducted: ['receiving'],
        in_work: ['in_process'],
        in_inspection: ['final', 'final', 'in_process'],
        awaiting_acceptance: ['acceptance'],
      };
      const kind = h.chance.of(kinds[order.status] ?? ['in_process', 'receiving', 'final']) as string;
      const by = somebody(h, 'inspector', 'second', 'both', 'acceptor', 'twoHats');
      const operation = h.chance.of(await list(id, 'operations'));
      const opened = await post(by, id, 'inspections', {
        kind,
        characteristics: h.chance.is(90) ? [torque] : [],
        ...(kind === 'in_process' && operation ? { operationId: operation.id } : {}),
      });
      if (opened.status !== 201) return opened;
      const value = h.chance.is(80) ? '42.1' : '50';
      await post(by, id, `inspections/${opened.body.id}/results`, {
        results: [{ characteristic: 1, value, instrumentId: h.chance.is(95) ? plant.ids.instrument : null }],
      });
      const decision = h.chance.is(value === '42.1' ? 92 : 15) ? 'passed' : 'failed';
      if (h.chance.is(15)) plant.clock.advance({ minutes: 20 });
      return h.chance.is(90) ? await plant.sign(by, id, opened.body.id, decision) : null;
    },
  ],
  'an inspection signed': [
    7,
    async (h, id) => {
      const lapsed = (await list(id, 'signatures')).filter((x) => x.supersededAt !== null).map((x) => x.id);
      const all = await list(id, 'inspections');
      const again = all.filter((i) => lapsed.includes(i.signatureId) && i.supersededBy === null);
      const inspection = h.chance.of(again.length > 0 ? again : all);
      return inspection
        ? await plant.sign(
            somebody(h, 'inspector', 'second', 'acceptor', 'twoHats'),
            id,
            inspection.id,
            inspection.decision ?? (h.chance.is(70) ? 'passed' : 'failed'),
          )
        : null;
    },
  ],
  'a nonconformance': [
    3,
    async (h, id) => {
      const inspection = h.chance.is(50)
        ? h.chance.of((await list(id, 'inspections')).filter((i) => i.characteristics.length > 0))
        : undefined;
      return await post(somebody(h, 'inspector', 'depot', 'both'), id, 'nonconformances', {
        severity: h.chance.of(['minor', 'major', 'critical']),
        description: { en: 'found' },
        ...(inspection ? { inspectionId: inspection.id, characteristic: 1 } : {}),
      });
    },
  ],
  'a nonconformance decided': [
    12,
    async (h, id) => {
      const n = h.chance.of((await list(id, 'nonconformances')).filter((x) => x.status !== 'closed'));
      if (!n) return null;
      const dispositions = ['rework', 'repair', 'use_as_is', 'return_to_supplier', 'scrap', 'regrade'];
      if (n.status === 'open' && (n.disposition === null || h.chance.is(20)))
        return await post(somebody(h, 'inspector', 'second'), id, `nonconformances/${n.id}/disposition`, {
          disposition: h.chance.of(dispositions),
          ...because,
        });
      if (n.status === 'open') return await post(somebody(h, 'program'), id, `nonconformances/${n.id}/approve`);
      return await post(somebody(h, 'inspector', 'both', 'second'), id, `nonconformances/${n.id}/close`);
    },
  ],
  'a target': [
    1,
    (h, id) =>
      post(somebody(h, 'program'), id, 'targets', { date: '2029-01-01', cause: { en: `later ${h.chance.below(9)}` } }),
  ],
  'the order edited': [
    1,
    (h, id) =>
      patch(somebody(h, 'depot', 'program'), id, '', {
        localTransportDays: h.chance.below(3),
      }),
  ],
  'the clock corrected': [
    3,
    async (h, id) => {
      const segments = await list(id, 'segments');
      const segment = h.chance.of(segments);
      if (!segment) return null;
      const shift = (instant: string) =>
        new Date(Date.parse(instant) + (h.chance.below(9) - 4) * 600_000).toISOString();
      const proposal = h.chance.of([
        { category: h.chance.of(['capacity', 'engineering', 'funding', 'weather', 'maintenance']) },
        { from: shift(segment.from) },
        ...(segment.to === null ? [] : [{ to: shift(segment.to) }]),
      ]);
      return await post(somebody(h, 'depot', 'program'), id, `segments/${segment.n}/corrections`, {
        ...proposal,
        ...because,
      });
    },
  ],
  'a correction decided': [
    4,
    async (h, id) => {
      for (const { n } of await list(id, 'segments')) {
        const [correction] = (await list(id, `segments/${n}/corrections`)).filter((c) => c.status === 'proposed');
        if (!correction) continue;
        const verb = h.chance.is(75) ? 'agree' : 'decline';
        return await post(
          somebody(h, 'depot', 'program'),
          id,
          `segments/${n}/corrections/${correction.id}/${verb}`,
          because,
        );
      }
      return null;
    },
  ],
  'hours acknowledged or disputed': [
    2,
    async (h, id) => {
      const segment = h.chance.of((await list(id, 'segments')).filter((s) => s.acknowledgement !== null));
      return segment
        ? await post(
            somebody(h, 'program'),
            id,
            `segments/${segment.n}/${h.chance.of(['acknowledge', 'dispute'])}`,
            because,
          )
        : null;
    },
  ],
  'a sub-order': [
    1,
    async (h, id) => {
      if (h.orders.length > 3) return null;
      const { equipmentId } = await plant.order(id);
      const answer = await post(somebody(h, 'depot', 'program'), id, 'sub-orders', {
        equipmentId,
        facilityId: plant.ids.facility,
        activity: 'repair',
        level: 'depot',
        priority: { forceActivity: 'III', urgency: 'B' },
        discrepancy: { en: 'Part of it' },
        stopsParent: h.chance.is(40),
      });
      if (answer.status === 201) h.orders.push(answer.body.id);
      return answer;
    },
  ],
  'a certificate lost': [1, () => certificate('suspended')],
  'a clock that steps back': [
    1,
    async (h, id) => {
      const now = plant.clock.now();
      plant.clock.advance({ minutes: -h.chance.below(90) });
      const answer = await offered(h, id);
      plant.clock.set(now);
      return answer;
    },
  ],
};
const weighted = Object.entries(steps).flatMap(([name, [weight]]) => Array<string>(weight).fill(name));

async function newRoot(h: History): Promise<void> {
  h.orders.length = 0;
  if (isSuspended) await certificate('active');
  h.orders.push((await plant.orderIn(h.chance.of(['draft', 'in_work', 'awaiting_acceptance']) as Status)).id);
}

describe('over hundreds of acts by many people', () => {
  it.each(Array.from({ length: HISTORIES }, (_, n) => SEED + n))('the rules hold in history %i', async (seed) => {
    const h = new History(new Chance(seed));
    await newRoot(h);
    for (let n = 0; n < ACTS; n++) {
      plant.clock.advance({ minutes: 1 + h.chance.below(180) });
      if (isSuspended && h.chance.is(20)) await certificate('active');
      const id = h.chance.of(h.orders) as string;
      const before = await plant.order(id);
      const name = h.chance.of(weighted) as string;
      h.log.push(`${n} ${before.status}: ${name}`);
      try {
        const answer = await (steps[name] as [number, Step])[1](h, id);
        if (answer) {
          expect(answer.status).toBeLessThan(500);
          h.log.push(
            `   ${answer.status} ${answer.body.code ?? ''} ${(answer.body.blockedBy ?? []).map((b: Loose) => b.guard)}`,
          );
          went.set(`${name} ${answer.status < 400}`, (went.get(`${name} ${answer.status < 400}`) ?? 0) + 1);
        }
        if (n % 3 === 0 || n === ACTS - 1) for (const order of h.orders) await expectRules(plant, order);
        else await expectRules(plant, id, { verifies: false });
      } catch (error) {
        throw new Error(`history ${seed}:\n${h.log.slice(-12).join('\n')}`, { cause: error });
      }
      const root = await plant.order(h.orders[0] as string);
      if (!(OPEN as readonly string[]).includes(root.status) && h.chance.is(30)) await newRoot(h);
    }
    // No way is lost: people of good will still bring the order to a good end.
    const root = h.orders[0] as string;
    for (let n = 0; n < 120; n++) {
      const { status } = await plant.order(root);
      if (status === 'closed') brought.push(seed);
      if (!(OPEN as readonly string[]).includes(status) && status !== 'released') break;
      plant.clock.advance({ minutes: 10 });
      await (n % 2 === 0 ? helpful : prepared)(h, root);
    }
    await expectRules(plant, root);
    // Rule 8: wherever it stands, the end is reached by people who exist.
    for (const id of [...h.orders].reverse()) {
      const order = await plant.order(id);
      if (!(OPEN as readonly string[]).includes(order.status)) continue;
      const action = order.inductedAt !== null && h.chance.is(50) ? 'condemn' : 'cancel';
      const body = (await bodies[action]?.(h, order)) ?? {};
      expect((await plant.act(people.program as Actor, id, action, body)).status).toBe(200);
      await expectRules(plant, id);
    }
  });

  it('every status that can be left was left by an offer that worked, and every kind of act was done and refused', () => {
    expect(brought.length).toBeGreaterThanOrEqual(HISTORIES / 2);
    const left = Object.fromEntries([...leftByOffer].map(([status, actions]) => [status, [...actions].sort()]));
    expect(Object.keys(left).sort()).toEqual([...OPEN, 'released'].sort());
    expect(Object.keys(steps).filter((name) => !went.get(`${name} true`))).toEqual([]);
    // An offer keeps its word, whatever the clock; the registers and the fields of an order that are free to change are refused nobody here.
    expect(Object.keys(steps).filter((name) => !went.get(`${name} false`))).toEqual([
      'offered',
      'the order edited',
      'a certificate lost',
      'a clock that steps back',
    ]);
  });
});
