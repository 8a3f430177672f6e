// A plant goes out as files and comes in somewhere else: registers, orders and figures are the same there.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Status } from '../../../src/domain/orders/status.ts';
import { dateInTokyo } from '../../../src/domain/values.ts';
import { KINDS, kinds } from '../../../src/usecases/exchange/kinds/kinds.ts';
import { verifyEverything } from '../../../src/usecases/operator.ts';
import { ADMIN_KEY, countingIds, type Loose, startTestApp, type TestApp, TestClock } from '../../support/app.ts';
import { withBays } from '../../support/order.ts';
import { type Plant, startPlant } from '../../support/plant.ts';

let plant: Plant;
let there: TestApp;
const sent: Record<string, string> = {};

const ndjson = { accept: 'application/x-ndjson' };
const csv = { accept: 'text/csv' };

async function out(app: TestApp, kind: string, headers: Record<string, string>): Promise<string> {
  const answer = await app.call(ADMIN_KEY, 'GET', `/v1/exports/${kind}`, undefined, headers);
  expect(answer.status, kind).toBe(200);
  return answer.text;
}

async function into(app: TestApp, kind: string, file: string, type: string): Promise<Loose> {
  const answer = await app.call(ADMIN_KEY, 'POST', `/v1/imports?kind=${kind}`, file, { 'content-type': type });
  expect(answer.status, `${kind}: ${answer.text}`).toBe(201);
  expect(answer.body.errors, kind).toEqual([]);
  return answer.body;
}

const records = (file: string) =>
  file
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Loose);
const without = (record: Loose, ...names: string[]) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));

// Orders in every kind of status, and a record of every register.
async function elapsed(): Promise<void> {
  await withBays(plant);
  const { platform, facility, equipment } = plant.ids;
  const make = (path: string, body: object) => plant.send('admin', 'POST', path, body);
  await make('/v1/baselines', {
    ...kinds.baselines.example,
    platformId: platform,
    validFrom: '2024-01-01',
    validTo: null,
  });
  await make('/v1/technical-data', { ...kinds['technical-data'].example, platformIds: [platform] });
  await make(`/v1/facilities/${facility}/closures`, {
    from: '2026-05-04',
    to: '2026-05-05',
    bays: 1,
    reason: { ja: '=点検' },
  });
  const { holidays, source } = kinds.holidays.example;
  await make('/v1/holidays', { calendar: 'us_federal', holidays: (holidays as object[]).slice(1), source });
  const engine = await make('/v1/equipment', {
    platformId: platform,
    serialNumber: 'ENGINE-1',
    owningUnit: '09355',
    installedIn: equipment,
  });
  // It changes hands, and is put into an item that came later.
  for (const change of [{ owningUnit: '09456' }, { installedIn: await plant.item('AIRCRAFT-2') }]) {
    plant.clock.advance({ hours: 5 });
    const { revision } = await plant.send('admin', 'GET', `/v1/equipment/${engine.id}`);
    await plant.send('admin', 'PATCH', `/v1/equipment/${engine.id}`, change, { 'if-match': `"${revision}"` });
  }
  for (const [condition, at] of [
    ['FMC', '2026-03-01T00:00:00Z'],
    ['PMC', '2026-03-01T12:00:00Z'],
  ])
    await plant.send(plant.people.program, 'POST', `/v1/equipment/${equipment}/status-reports`, { condition, at });
  await plant.send('admin', 'POST', '/v1/catalogue', {
    nsn: '1615-01-456-7890',
    nomenclature: { en: 'bearing', ja: '軸受' },
    platformIds: [plant.ids.platform],
    export: { regime: 'EAR', category: 'EAR99' },
  });
  await plant.send('admin', 'POST', '/v1/weightings', {
    name: 'Even',
    platformIds: [plant.ids.platform],
    weights: { stoppedDay: 1, orderStopped: 1, priority: 1, shortfallDay: 1, waitingDay: 1, singleSource: 1 },
    reason: { en: 'all alike' },
  });
  const statuses: Status[] = [
    'draft',
    'authorized',
    'in_work',
    'awaiting_parts',
    'on_hold',
    'in_inspection',
    'released',
    'closed',
    'cancelled',
    'condemned',
  ];
  for (const [n, status] of statuses.entries()) {
    plant.clock.advance({ hours: 7 });
    await plant.orderIn(status, {
      equipmentId: await plant.item(`R-${n}`),
      codes: { workUnit: '45112', actionTaken: 'C' },
    });
  }
}

beforeAll(async () => {
  plant = await startPlant();
  await elapsed();
  plant.clock.advance({ days: 1 });
  for (const kind of KINDS) sent[kind] = await out(plant.app, kind, ndjson);
  // Elsewhere: its own ids, and a later day.
  const clock = new TestClock(plant.clock.now());
  clock.advance({ days: 3 });
  there = await startTestApp({ clock, ids: countingIds(1) });
  for (const kind of KINDS) await into(there, kind, sent[kind] ?? '', 'application/x-ndjson');
});
afterAll(async () => {
  await there.close();
  await plant.close();
});

describe('what went out and came in', () => {
  it.each(KINDS.filter((kind) => kind !== 'work-orders'))('%s are equal', async (kind) => {
    // Shipped standards and equivalences have ids of their own in each installation; the administrator who came first is its own.
    const local = ['standards', 'equivalences'].includes(kind) ? ['id', 'createdAt'] : [];
    const of = (file: string) =>
      records(file)
        .map((r) => JSON.stringify(without(r, ...local)))
        .sort();
    const arrived = of(await out(there, kind, ndjson)).filter((r) => kind !== 'people' || !r.includes(there.adminId));
    expect(arrived).toEqual(of(sent[kind] ?? ''));
    expect(arrived.length, kind).toBeGreaterThan(0);
  });

  it('orders are equal, but for the mark and the signatures', async () => {
    const arrived = records(await out(there, 'work-orders', ndjson));
    expect(arrived).toEqual(records(sent['work-orders'] ?? ''));
    expect(arrived.length).toBeGreaterThan(4);
    for (const { id } of arrived) {
      const here = (await plant.app.call(ADMIN_KEY, 'GET', `/v1/work-orders/${id}`)).body;
      const order = (await there.call(ADMIN_KEY, 'GET', `/v1/work-orders/${id}`)).body;
      const same = (o: Loose) => ({ ...without(o, 'historical', 'clock'), counts: without(o.counts, 'signatures') });
      expect(same(order)).toEqual(same(here));
      expect(order.historical).toBe(true);
      const { items } = (await there.call(ADMIN_KEY, 'GET', `/v1/work-orders/${id}/signatures`)).body;
      expect(items).toEqual([]);
    }
  });

  it('every figure is equal', async () => {
    // The last whole day: what still runs is clipped to the day of asking, which is another one there.
    const window = `from=2026-01-01&to=${dateInTokyo(plant.clock.now())}`;
    for (const metric of ['turnaround', 'downtime', 'delays', 'quality', 'value'])
      for (const groupBy of ['', '&groupBy=facility', '&groupBy=month', '&groupBy=unit']) {
        const question = `/v1/metrics/${metric}?${window}${groupBy}`;
        const [here, elsewhere] = [plant.app, there].map((app) => app.call(ADMIN_KEY, 'GET', question));
        const answer = (await here)?.body;
        expect(answer.total, question).toBeDefined();
        expect(without((await elsewhere)?.body, 'asOf'), question).toEqual(without(answer, 'asOf'));
      }
    const { body } = await there.call(ADMIN_KEY, 'GET', `/v1/metrics/turnaround?${window}`);
    expect(body.total.count).toBeGreaterThan(0);
  });

  it('verifies: chains, rows and the log', async () => {
    expect((await verifyEverything({ database: there.database })).fault).toBeNull();
  });

  it('was not known there before it came', async () => {
    const question = `/v1/metrics/turnaround?from=2026-01-01&to=2026-12-31&asOf=${plant.clock.now()}`;
    expect((await there.call(ADMIN_KEY, 'GET', question)).body.total.count).toBe(0);
  });

  it('changes nothing when it comes again, as CSV too', async () => {
    for (const kind of KINDS) {
      const again = await into(there, kind, sent[kind] ?? '', 'application/x-ndjson');
      expect([kind, again.created, again.changed]).toEqual([kind, 0, 0]);
      const asCsv = await into(there, kind, await out(there, kind, csv), 'text/csv');
      expect([kind, asCsv.created, asCsv.changed]).toEqual([kind, 0, 0]);
    }
  });

  it('is no evidence: nothing moves a historical order, and none of it has a certificate', async () => {
    const [order] = records(sent['work-orders'] ?? '').filter((o) => o.status === 'in_work');
    const depot = await there.person(['depot_staff'], { facilityIds: [order.facilityId] });
    const offers = (await there.call(depot.key, 'GET', `/v1/work-orders/${order.id}/transitions`)).body;
    expect(offers.transitions).toEqual([]);
    const headers = { 'if-match': `"${offers.revision}"` };
    const hold = { action: 'hold', cause: 'weather', reason: { en: 'storm' } };
    const moved = await there.call(depot.key, 'POST', `/v1/work-orders/${order.id}/transitions`, hold, headers);
    expect(moved).toMatchObject({ status: 409, body: { code: 'transition.not_offered' } });
    const part = { partNumber: 'P-1', nomenclature: { en: 'seal' }, quantity: 1 };
    const demand = await there.call(depot.key, 'POST', `/v1/work-orders/${order.id}/part-demands`, part);
    expect(demand).toMatchObject({ status: 409, body: { code: 'act.not_offered' } });
    const [released] = records(sent['work-orders'] ?? '').filter(
      (o) => o.status === 'closed' || o.status === 'released',
    );
    const certificate = await there.call(ADMIN_KEY, 'GET', `/v1/work-orders/${released.id}/release-certificate`);
    expect(certificate.status).toBe(404);
    // Where it was signed it reads as the fields of a receiving report; here there is nothing to fill one in from.
    const report = `/v1/work-orders/${released.id}/receiving-report`;
    const { body } = await plant.app.call(ADMIN_KEY, 'GET', report);
    expect(body.fields).toMatchObject({ workOrderNumber: released.number, quantityShipped: '1', contractNumber: null });
    expect(body.sources.workOrderNumber).toBe('/order/number');
    expect((await there.call(ADMIN_KEY, 'GET', report)).status).toBe(404);
  });
});

it('is told apart in lists: a historical order is found as one, and by who wants no other', async () => {
  const listed = async (app: TestApp, query: string) => {
    const { items } = (await app.call(ADMIN_KEY, 'GET', `/v1/work-orders?limit=200${query}`)).body;
    return items.map((order: Loose) => order.id).sort();
  };
  for (const [app, own, other] of [
    [there, true, false],
    [plant.app, false, true],
  ] as const) {
    const all = await listed(app, '');
    expect(all.length).toBeGreaterThan(0);
    expect(await listed(app, `&historical=${own}`)).toEqual(all);
    expect(await listed(app, `&historical=${other}`)).toEqual([]);
  }
});

describe('the history of an item', () => {
  const engine = () => records(sent.equipment ?? '').find((item) => item.serialNumber === 'ENGINE-1') as Loose;
  const refused = async (change: (item: Loose) => void) => {
    const item = structuredClone(engine());
    change(item);
    const answer = await there.call(ADMIN_KEY, 'POST', '/v1/imports?kind=equipment', JSON.stringify(item), {
      'content-type': 'application/x-ndjson',
    });
    return answer.body.errors.map((e: Loose) => [e.column, e.code]);
  };

  it('says whose it was and what it was in, since when', () => {
    const [made, passed, moved] = engine().history;
    expect([made, passed, moved].map(({ owningUnit }) => owningUnit)).toEqual(['09355', '09456', '09456']);
    expect(made.installedIn).toBe(plant.ids.equipment);
    expect(passed.installedIn).toBe(plant.ids.equipment);
    expect(moved.installedIn).toBe(engine().installedIn);
    expect([made.from < passed.from, passed.from < moved.from]).toEqual([true, true]);
  });

  it('is only continued, in the order of time, and agrees with what the item is now', async () => {
    expect(await refused((i) => i.history.splice(0, 1))).toEqual([['history', 'history.other']]);
    expect(await refused((i) => i.history.reverse())).toContainEqual(['history', 'history.out_of_order']);
    expect(
      await refused((i) => {
        i.owningUnit = '09355';
      }),
    ).toEqual([['owningUnit', 'history.differs']]);
    const next = (more: object) => (i: Loose) => {
      i.history.push({ from: there.clock.now(), owningUnit: i.owningUnit, installedIn: null, ...more });
      i.installedIn = i.history.at(-1).installedIn;
    };
    expect(await refused(next({ from: '2999-01-01T00:00:00Z' }))).toEqual([['history', 'instant.future']]);
    expect(await refused(next({ installedIn: engine().id }))).toEqual([['history', 'equipment.installed_in_itself']]);
    const nobody = '01890000-0000-7000-8000-00000000dead';
    expect(await refused(next({ installedIn: nobody }))).toEqual([['history', 'reference.missing']]);
    expect(await refused(next({ installedIn: 'MV-22B/none' }))).toEqual([['history', 'reference.unnamed']]);
    expect(await refused(next({ owningUnit: '?' }))).toEqual([['history', 'text.wrong_form']]);
    const wrong = (i: Loose) => {
      i.history = 'always mine';
    };
    expect(await refused(wrong)).toEqual([['history', 'value.wrong_type']]);
  });
});

describe('a history', () => {
  const first = () =>
    records(sent['work-orders'] ?? '').find((o) => o.status === 'released' || o.status === 'closed') as Loose;
  const give = async (order: Loose) => {
    const answer = await there.call(ADMIN_KEY, 'POST', '/v1/imports?kind=work-orders', JSON.stringify(order), {
      'content-type': 'application/x-ndjson',
    });
    return answer.body;
  };

  it('is only continued, never rewritten', async () => {
    const order = first();
    const history = structuredClone(order.history);
    history[1].occurredAt = '2020-01-01T00:00:00.000Z';
    expect((await give({ id: order.id, number: order.number, history })).errors).toMatchObject([
      { code: 'history.other' },
    ]);
  });

  it('follows the lifecycle, agrees with what stands beside it and ends in the past', async () => {
    const id = '01890000-0000-7000-8000-00000000beef';
    const text = JSON.stringify(first().history).replaceAll(first().id, id).replaceAll(first().number, 'OLD-1');
    const order = { id, number: 'OLD-1', history: JSON.parse(text) };
    const wrong = async (change: (o: Loose) => void) => {
      const other = structuredClone(order);
      change(other);
      return (await give(other)).errors.map((e: Loose) => e.code);
    };
    expect(await wrong((o) => o.history.splice(1, 1))).toEqual(['history.moved']);
    expect(await wrong((o) => o.history.splice(0, 1))).toEqual(['history.no_draft']);
    expect(
      await wrong((o) => {
        o.history[1].occurredAt = '2999-01-01T00:00:00Z';
      }),
    ).toEqual(['history.future']);
    expect(
      await wrong((o) => {
        o.history[0].changes[0].id = first().id;
      }),
    ).toContain('history.other_order');
    expect(
      await wrong((o) => {
        o.history[0].changes[0].set.designator = 1;
      }),
    ).toEqual(['property.unknown']);
    expect(
      await wrong((o) => {
        o.history[0].by = id;
      }),
    ).toEqual(['reference.missing']);
    expect(
      await wrong((o) => {
        o.level = 'intermediate';
      }),
    ).toEqual(['history.differs']);
    expect(
      await wrong((o) => {
        o.history.at(-1).changes.push({
          part: 'segment',
          id,
          set: {
            n: 99,
            from: '2026-01-01T00:00:00Z',
            to: null,
            category: 'weather',
            responsible: 'none',
            acknowledgement: null,
          },
        });
      }),
    ).toEqual(['history.ledger']);
    // Its parts are those of the other order.
    expect(await wrong(() => undefined)).toEqual(['register.taken']);
  });

  it('can be told by its stays, and is counted by the same code', async () => {
    const { equipmentId, facilityId } = first();
    const order = {
      key: 'old job 7',
      number: 'OLD-7',
      equipmentId,
      facilityId,
      activity: 'repair',
      level: 'depot',
      priority: { forceActivity: 'III', urgency: 'B' },
      discrepancy: { ja: '漏れ' },
      codes: { actionTaken: 'C', malfunction: 'ZZZ' },
      createdAt: '2025-05-20T00:00:00Z',
      conditionCode: 'A',
      stays: [
        ['2025-06-02T00:00:00Z', 'inducted'],
        ['2025-06-03T00:00:00Z', 'in_work'],
        ['2025-06-10T00:00:00Z', 'awaiting_parts'],
        ['2025-06-20T00:00:00Z', 'in_work'],
        ['2025-06-25T00:00:00Z', 'in_inspection'],
        ['2025-06-26T00:00:00Z', 'awaiting_acceptance'],
        ['2025-06-27T00:00:00Z', 'released'],
      ].map(([at, status]) => ({ at, status })),
      targets: ['2025-06-30'],
      operations: [{ title: { ja: 'ホース交換' }, performedAt: '2025-06-24T07:00:00Z' }],
      labor: [{ operation: 1, personId: there.adminId, hours: 6.5, on: '2025-06-24' }],
      partDemands: [{ partNumber: 'P-9', nomenclature: { ja: 'ホース' } }],
      nonconformances: [{ description: { ja: '傷' }, raisedAt: '2025-06-25T03:00:00Z' }],
    };
    const made = await give(order);
    expect(made).toMatchObject({ created: 1, errors: [], warnings: [{ code: 'code.not_in_table' }] });
    expect(made.note.en).toContain('no signatures');
    expect((await give(order)).unchanged).toBe(1);
    const figures = await there.call(ADMIN_KEY, 'GET', '/v1/metrics/turnaround?from=2025-06-01&to=2025-07-01');
    expect(figures.body.total).toMatchObject({
      count: 1,
      grossHours: { mean: 600 },
      netOfSupplyHours: { mean: 360 },
      onTime: { original: 1 },
    });
    const counted = async (historical: boolean) =>
      (
        await there.call(
          ADMIN_KEY,
          'GET',
          `/v1/metrics/turnaround?from=2025-06-01&to=2025-07-01&historical=${historical}`,
        )
      ).body.total.count;
    expect([await counted(true), await counted(false)]).toEqual([1, 0]);
    expect((await verifyEverything({ database: there.database })).fault).toBeNull();
    const broken = { ...order, key: 'old job 8', number: 'OLD-8', stays: order.stays.filter((_, n) => n !== 4) };
    expect((await give(broken)).errors).toMatchObject([{ column: 'stays', code: 'history.moved' }]);
  });
});
