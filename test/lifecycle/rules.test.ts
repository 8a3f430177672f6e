// The rules that must never break, over random histories: many people, random acts, legal and illegal, and after each act a look at everything.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTIONS } from '../../src/domain/orders/lifecycle.ts';
import type { Loose } from '../support/app.ts';
import { bodyFor } from '../support/bodies.ts';
import { type Actor, type Plant, Refused, startPlant } from '../support/plant.ts';
import { expectRules } from '../support/rules.ts';

describe('the rules hold over random histories', () => {
  let plant: Plant;
  beforeAll(async () => {
    plant = await startPlant();
    const path = `/v1/facilities/${plant.ids.facility}`;
    const { revision } = await plant.send('admin', 'GET', path);
    await plant.send('admin', 'PATCH', path, { bays: 900 }, { 'if-match': `"${revision}"` });
  });
  afterAll(() => plant.close());

  const who = (name: string): Actor => plant.people[name as keyof Plant['people']];

  // A step is an action made ready first (so that it may well go through) or sent bare, or a smaller act, by anyone.
  const step = fc.record({
    kind: fc.constantFrom('ready', 'ready', 'ready', 'bare', 'operation', 'labor', 'demand', 'late', 'target'),
    action: fc.nat({ max: 1000 }),
    by: fc.constantFrom('depot', 'technician', 'inspector', 'acceptor', 'program'),
    hours: fc.nat({ max: 30 }),
  });

  let laborLogged = 0;

  async function take(id: string, { kind, action, by, hours }: Loose): Promise<void> {
    plant.clock.advance({ minutes: hours * 20 + 1 });
    const path = `/v1/work-orders/${id}`;
    const order = await plant.order(id);
    const ifMatch = { 'if-match': `"${order.revision}"` };
    if (kind === 'ready') {
      const { transitions } = await plant.send(who('program'), 'GET', `${path}/transitions`);
      // Ends are left for later: long histories show more.
      const going = transitions.filter(
        (t: Loose) => !['cancel', 'condemn', 'return'].includes(t.action) || hours === 0,
      );
      if (going.length === 0) return;
      const chosen = going[action % going.length];
      try {
        const { by: actor, body } = await plant.ready(id, chosen.action);
        const { status, text } = await plant.act(actor, id, chosen.action, body);
        expect(status, text).toBeLessThan(500);
      } catch (error) {
        // What makes an action ready may itself be refused here; the rules are looked at all the same.
        if (!(error instanceof Refused) || error.status >= 500) throw error;
      }
      return;
    }
    const chosen = ACTIONS[action % ACTIONS.length] as string;
    const { items: operations } = await plant.send(who('program'), 'GET', `${path}/operations`);
    const operationId = operations.length === 0 ? id : operations[action % operations.length].id;
    const bodies: Record<string, [string, string, object]> = {
      bare: ['POST', `${path}/transitions`, { action: chosen, ...bodyFor(chosen) }],
      late: [
        'POST',
        `${path}/transitions`,
        {
          action: 'hold',
          cause: 'weather',
          reason: { ja: '台風' },
          occurredAt: new Date(Date.parse(plant.clock.now()) - hours * 3_600_000).toISOString(),
        },
      ],
      operation: ['POST', `${path}/operations`, { title: { en: `step ${action}` } }],
      labor: ['POST', `${path}/labor`, { operationId, hours: 1, on: plant.clock.now().slice(0, 10) }],
      demand: [
        'POST',
        `${path}/part-demands`,
        { partNumber: 'P-1', nomenclature: { en: 'seal' }, quantity: 1, stopsWork: action % 2 === 0 },
      ],
      target: ['POST', `${path}/targets`, { date: '2027-01-01', cause: { en: 'later' } }],
    };
    const [method, url, body] = bodies[kind] ?? ['GET', path, {}];
    const answer = await plant.ask(who(by), method, url, body, ifMatch);
    expect(answer.status, answer.text).toBeLessThan(500);
    // A body of the right form is refused for what it asks, or done.
    if (kind === 'bare') expect(answer.body.code).not.toBe('request.invalid');
    if (kind === 'labor' && answer.status < 300) laborLogged += 1;
    if (answer.status >= 400) expect((await plant.order(id)).revision).toBe(order.revision);
  }

  it('rules 1 to 6, after every act', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 45 }), async (steps) => {
        const { id } = await plant.orderIn('draft');
        for (const s of steps) {
          await take(id, s);
          await expectRules(plant, id);
          seen.add((await plant.order(id)).status);
        }
      }),
      { numRuns: 12, seed: 26_327, endOnFailure: true },
    );
    // Histories that never got anywhere would prove nothing.
    expect(seen.size).toBeGreaterThan(8);
    expect(laborLogged).toBeGreaterThan(0);
  });

  it('rule 6: of clients racing from one revision exactly one wins, the others get 412', async () => {
    const { id, revision } = await plant.orderIn('in_work');
    const body = { action: 'hold', cause: 'weather', reason: { ja: '台風' } };
    const race = Array.from({ length: 32 }, () =>
      plant.ask(plant.people.depot, 'POST', `/v1/work-orders/${id}/transitions`, body, { 'if-match': `"${revision}"` }),
    );
    const statuses = (await Promise.all(race)).map((a) => a.status).sort();
    expect(statuses).toEqual([200, ...Array(31).fill(412)]);
    expect((await plant.order(id)).revision).toBe(revision + 1);
    await expectRules(plant, id);
  });

  it('rule 3: when the clock of the machine steps back, the record does not', async () => {
    const { id } = await plant.orderIn('in_work');
    const there = plant.clock.now();
    plant.clock.advance({ hours: -2 });
    const hold = { cause: 'weather', reason: { ja: '台風' } };
    expect((await plant.act(plant.people.depot, id, 'hold', hold)).status).toBe(200);
    expect((await plant.act(plant.people.depot, id, 'resume')).status).toBe(200);
    plant.clock.set(there);
    await expectRules(plant, id);
  });

  it('rule 7: a lost certificate stops nothing, passes nothing, and leaves ways out', async () => {
    const order = await plant.orderIn('in_work');
    const path = `/v1/facilities/${plant.ids.facility}/certifications/${plant.ids.certification}`;
    const patch = async (body: object) => {
      const { revision } = await plant.send('admin', 'GET', path);
      await plant.send('admin', 'PATCH', path, body, { 'if-match': `"${revision}"` });
    };
    await patch({ status: 'suspended' });
    expect((await plant.order(order.id)).status).toBe('in_work');
    const { items } = await plant.send(plant.people.depot, 'GET', `/v1/work-orders/${order.id}/operations`);
    plant.clock.advance({ hours: 1 });
    const done = await plant.ask(
      plant.people.technician,
      'POST',
      `/v1/work-orders/${order.id}/operations/${items[0].id}/complete`,
      {},
      {
        'if-match': `"${(await plant.order(order.id)).revision}"`,
      },
    );
    expect(done.body.blockedBy.map((b: Loose) => b.guard)).toEqual(['facility_qualified']);
    const { transitions } = await plant.send(plant.people.program, 'GET', `/v1/work-orders/${order.id}/transitions`);
    const open = transitions.filter((t: Loose) => t.blockedBy.length === 0).map((t: Loose) => t.action);
    expect(open).toEqual(expect.arrayContaining(['reauthorize', 'hold', 'cancel', 'condemn']));
    await patch({ status: 'active' });
  });

  it('rule 8: from every running status there is an end by people who exist', async () => {
    const statuses = [
      'inducted',
      'in_work',
      'awaiting_parts',
      'awaiting_engineering',
      'on_hold',
      'in_inspection',
      'awaiting_acceptance',
    ] as const;
    for (const status of statuses) {
      for (const action of ['cancel', 'condemn']) {
        const { id } = await plant.orderIn(status);
        const { by, body } = await plant.ready(id, action);
        const answer = await plant.act(by, id, action, body);
        expect({ status, action, answered: answer.status }).toEqual({ status, action, answered: 200 });
        await expectRules(plant, id);
      }
    }
  });
});
