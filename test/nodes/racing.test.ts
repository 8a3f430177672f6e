// Two nodes on one database: who comes first wins, nobody's write is lost, and what one node knows the other does too.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { News } from '../../src/storage/database.ts';
import { verifyEverything } from '../../src/usecases/operator.ts';
import { type Chore, doChores } from '../../src/usecases/schedule.ts';
import { type Answer, countingIds, type Loose, startTestApp, type TestApp } from '../support/app.ts';
import { type Plant, startPlant } from '../support/plant.ts';
import { until } from '../support/until.ts';

const CLIENTS = 32;

let plant: Plant;
let nodes: TestApp[];
beforeAll(async () => {
  plant = await startPlant();
  const { place } = plant.app;
  const path = `/v1/facilities/${plant.ids.facility}`;
  const { revision } = await plant.send('admin', 'GET', path);
  await plant.send('admin', 'PATCH', path, { bays: 900 }, json(revision));
  nodes = [plant.app, await startTestApp({ place, clock: plant.clock, ids: countingIds(1) })];
});
afterAll(async () => {
  await nodes[1]?.close();
  await plant.close();
});

const node = (n: number): TestApp => nodes[n % nodes.length] as TestApp;
const json = (revision: number) => ({ 'if-match': `"${revision}"` });

async function race(send: (client: number) => Promise<Answer>): Promise<Answer[]> {
  return await Promise.all(Array.from({ length: CLIENTS }, (_, client) => send(client)));
}

describe('32 clients race on two nodes', () => {
  it('for transitions of the same orders: one wins each, the others get 412 and lose nothing', async () => {
    const { depot } = plant.people;
    for (const action of ['hold', 'resume', 'hold', 'resume']) {
      const orders = await Promise.all([1, 2, 3].map(async () => (await plant.orderIn('in_work')) as Loose));
      for (const order of orders) {
        if (action === 'resume')
          await plant.act(depot, order.id, 'hold', { cause: 'capacity', reason: { ja: '満床' } });
      }
      const body = action === 'hold' ? { action, cause: 'weather', reason: { ja: '台風' } } : { action };
      for (const { id } of orders) {
        const { revision } = await plant.order(id);
        const answers = await race((client) =>
          node(client).call(depot.key, 'POST', `/v1/work-orders/${id}/transitions`, body, json(revision)),
        );
        const statuses = answers.map((answer) => answer.status).sort();
        expect(statuses).toEqual([200, ...Array(CLIENTS - 1).fill(412)]);
        expect((await plant.order(id)).revision).toBe(revision + 1);
      }
    }
  });

  it('for labor on one order, which needs no revision: all of it is there', async () => {
    const { depot, technician } = plant.people;
    const order = await plant.orderIn('in_work');
    const [operation] = (await plant.send(depot, 'GET', `/v1/work-orders/${order.id}/operations`)).items;
    const answers = await race((client) =>
      node(client).call(depot.key, 'POST', `/v1/work-orders/${order.id}/labor`, {
        operationId: operation.id,
        personId: technician.id,
        hours: 0.5,
        on: new Date(Date.parse(plant.clock.now()) + 9 * 3_600_000).toISOString().slice(0, 10),
      }),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(CLIENTS).fill(201));
    const labor = (await plant.send(depot, 'GET', `/v1/work-orders/${order.id}/labor?limit=200`)).items;
    expect(labor).toHaveLength(CLIENTS);
    expect((await plant.order(order.id)).revision).toBe(order.revision + CLIENTS);
  });

  it('for numbers of new orders: none is given twice', async () => {
    const { depot } = plant.people;
    const body = {
      equipmentId: plant.ids.equipment,
      facilityId: plant.ids.facility,
      activity: 'repair',
      level: 'depot',
      priority: { forceActivity: 'III', urgency: 'C' },
      discrepancy: { ja: '同時起票' },
    };
    const answers = await race((client) => node(client).call(depot.key, 'POST', '/v1/work-orders', body));
    expect(answers.map((answer) => answer.status)).toEqual(Array(CLIENTS).fill(201));
    expect(new Set(answers.map((answer) => answer.body.number)).size).toBe(CLIENTS);
  });

  it('with one Idempotency-Key: it is done once, and who asks again gets that answer', async () => {
    const { depot } = plant.people;
    const order = await plant.orderIn('in_work');
    const send = (client: number) =>
      node(client).call(
        depot.key,
        'POST',
        `/v1/work-orders/${order.id}/part-demands`,
        { partNumber: '901-010-400', nomenclature: { en: 'gearbox' }, quantity: 1 },
        { 'idempotency-key': 'the-same' },
      );
    const answers = await race(send);
    const made = answers.filter((answer) => answer.status === 201);
    for (const answer of answers) if (answer.status !== 201) expect(answer.body.code).toBe('idempotency.in_progress');
    expect(new Set(made.map((answer) => answer.body.id)).size).toBe(1);
    expect((await send(1)).headers['idempotency-replayed']).toBe('true');
    expect((await plant.send(depot, 'GET', `/v1/work-orders/${order.id}/part-demands`)).items).toHaveLength(1);
  });

  it('for one code of a register: it is taken once', async () => {
    const body = { code: 'RACE-1', title: { en: 'Race' }, issuer: 'x', subject: 'safety' };
    const answers = await race((client) => node(client).call('seibi_test_admin', 'POST', '/v1/standards', body));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array(CLIENTS - 1).fill(409)]);
    expect(answers.filter((a) => a.status === 409).every((a) => a.body.code === 'register.taken')).toBe(true);
  });

  it('with wrong pins: five tries in all, whichever node is asked', async () => {
    const inspector = await plant.hire({
      name: 'Guessed',
      roles: ['qa_inspector'],
      qualifications: [{ qualification: 'CDI' }],
    });
    const order = await plant.orderIn('in_inspection');
    const inspection = await plant.send(inspector, 'POST', `/v1/work-orders/${order.id}/inspections`, {
      kind: 'final',
    });
    const { revision } = await plant.order(order.id);
    const answers = await race((client) =>
      node(client).call(
        inspector.key,
        'POST',
        `/v1/work-orders/${order.id}/inspections/${inspection.id}/sign`,
        { decision: 'failed', signature: { contentSha256: '0'.repeat(64), language: 'en', pin: '000000' } },
        json(revision),
      ),
    );
    const codes = answers.map((answer) => answer.body.code);
    expect(codes.filter((code) => code === 'signature.not_authenticated')).toHaveLength(5);
    expect(codes.filter((code) => code === 'signature.throttled')).toHaveLength(CLIENTS - 5);
  });

  it('and every chain, signature and row verifies afterwards', async () => {
    const { fault, orders } = await verifyEverything(plant.app);
    expect(fault).toBeNull();
    expect(orders).toBeGreaterThan(40);
  });
});

describe('nodes hear of each other', () => {
  it('every event of the other node, and their own at once', async () => {
    const heard: News[][] = [[], []];
    const missed = [0, 0];
    const stops = nodes.map((one, at) =>
      one.database.subscribe((news) => {
        if (news === null) missed[at] = (missed[at] ?? 0) + 1;
        else heard[at]?.push(...news);
      }),
    );
    // The line stands once a listener was told that it may have missed something.
    await until(() => missed.every((count) => count > 0));
    const { depot } = plant.people;
    const { id } = await plant.draft({ discrepancy: { ja: '知らせ' } });
    await node(1).call(depot.key, 'POST', `/v1/work-orders/${id}/transitions`, { action: 'submit' }, json(1));
    const of = (at: number) =>
      heard[at]
        ?.filter((one) => one.workOrderId === id)
        .map((one) => one.type)
        .sort();
    await until(() => of(0)?.length === 2 && of(1)?.length === 2);
    expect(of(0)).toEqual(['drafted', 'submitted']);
    expect(of(1)).toEqual(['drafted', 'submitted']);
    for (const stop of stops) stop();
  });

  it('hundreds at once, each of them, and each once', async () => {
    const heard: string[] = [];
    let missed = 0;
    const stop = node(1).database.subscribe((news) => {
      if (news === null) missed += 1;
      else heard.push(...news.filter((one) => one.workOrderId === 'many').map((one) => String(one.sequence)));
    });
    await until(() => missed > 0);
    const before = missed;
    const all = Array.from({ length: 500 }, (_, n) => String(n));
    for (const n of all)
      await node(0).database.write(async (tx) =>
        tx.announce({ workOrderId: 'many', sequence: Number(n), type: 'edited' }),
      );
    await until(() => heard.length >= all.length);
    expect(heard.sort()).toEqual([...all].sort());
    expect(missed).toBe(before);
    stop();
  });

  it('nothing of a work that failed', async () => {
    const heard: News[] = [];
    const stop = node(1).database.subscribe((news) => heard.push(...(news ?? [])));
    const { depot } = plant.people;
    const before = heard.length;
    const { id } = await plant.draft();
    await plant.ask(depot, 'POST', `/v1/work-orders/${id}/transitions`, { action: 'induct' }, json(1));
    await until(() => heard.length > before);
    expect(heard.filter((one) => one.workOrderId === id).map((one) => one.type)).toEqual(['drafted']);
    stop();
  });
});

describe('scheduled work', () => {
  it('is done by one node at a time, and once an interval', async () => {
    let runs = 0;
    let atOnce = 0;
    let most = 0;
    const chore: Chore = {
      name: 'counted',
      everySeconds: 3_600,
      async run(services) {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await services.database.read((tx) => tx.statement('select 1'));
        runs += 1;
        atOnce -= 1;
      },
    };
    const everybody = () => Promise.all(Array.from({ length: 16 }, (_, n) => doChores(node(n).services, [chore])));
    await everybody();
    await everybody();
    expect({ runs, most }).toEqual({ runs: 1, most: 1 });
    plant.clock.advance({ hours: 1 });
    await everybody();
    expect({ runs, most }).toEqual({ runs: 2, most: 1 });
  });
});
