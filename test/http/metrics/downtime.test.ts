// Downtime through the API: the worked example to the digit, what stands around the window, and who sees what of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Loose } from '../../support/app.ts';
import { JUNE, workedDowntime, workedItem } from '../../support/downtime.ts';
import { withBays } from '../../support/order.ts';
import { type Plant, startPlant } from '../../support/plant.ts';
import { jst } from '../../support/turnaround.ts';

let plant: Plant;
afterAll(() => plant.close());

type Step = { at: string; take: () => Promise<unknown> };
const steps: Step[] = [];
const on = (at: string, take: () => Promise<unknown>) => steps.push({ at, take });

/** What the program office is answered about June, or what is given. */
const ask = (query: string, path = ''): Promise<Loose> => askAs(plant.people.program, query, path);
const askAs = (who: Parameters<Plant['send']>[0], query: string, path = ''): Promise<Loose> => {
  const window = query.includes('from=') ? '' : `from=${JUNE.from}&to=${JUNE.to}`;
  return plant.send(who, 'GET', `/v1/metrics/downtime${path}?${window}${query}`);
};
const figuresOf = async (query: string) => (await ask(query)).total;
const report = (equipmentId: string, at: string, condition: string, cause: string | null = null) =>
  plant.send(plant.people.program, 'POST', `/v1/equipment/${equipmentId}/status-reports`, { at, condition, cause });
const go = async (id: string, ...actions: string[]) => {
  for (const action of actions) {
    const { by, body } = await plant.ready(id, action);
    const answer = await plant.act(by, id, action, body);
    expect([action, answer.status, answer.body.blockedBy]).toEqual([action, 200, undefined]);
  }
};
const change = async (equipmentId: string, patch: object) => {
  const path = `/v1/equipment/${equipmentId}`;
  const { revision } = await plant.send('admin', 'GET', path);
  await plant.send('admin', 'PATCH', path, patch, { 'if-match': `"${revision}"` });
};
const authorized = async (equipmentId: string) => {
  const { id } = await plant.draft({ equipmentId });
  await go(id, 'submit', 'authorize');
  return id as string;
};

const items = { worked: '', down: '', cancelled: '', lost: '', engine: '', held: '', part: '' };
const orders = { worked: '', cancelled: '', lost: '', held: '' };
// What was answered at the end of June, before what became known later.
let june: Loose;
const known = jst('07-01 00:00');

beforeAll(async () => {
  plant = await withBays(await startPlant(jst('04-01 09:00')));
  on(workedItem.registeredAt, async () => {
    for (const name of ['worked', 'down', 'cancelled', 'lost', 'held'] as const) items[name] = await plant.item(name);
    items.engine = await plant.item('engine');
    await change(items.engine, { installedIn: items.worked });
    items.part = await plant.item('part');
    await change(items.part, { installedIn: items.held });
    for (const name of ['worked', 'cancelled', 'lost', 'held'] as const) orders[name] = await authorized(items[name]);
  });
  // The worked example.
  for (const { at, condition, cause } of workedItem.reports) on(at, () => report(items.worked, at, condition, cause));
  on(workedItem.inductedAt, () => go(orders.worked, 'induct'));
  on(jst('06-15 09:00'), () => go(orders.worked, 'start', 'present', 'accept'));
  on(workedItem.releasedAt, () => go(orders.worked, 'release'));
  on(jst('06-16 00:00'), () => change(items.worked, { owningUnit: '20001' }));
  // Down since before June, and to this day.
  on(jst('05-20 00:00'), () => report(items.down, jst('05-20 00:00'), 'NMC', 'maintenance'));
  // In depot custody from before June until it is cancelled.
  on(jst('05-10 00:00'), () => report(items.cancelled, jst('05-10 00:00'), 'NMC', 'both'));
  on(jst('05-25 00:00'), () => go(orders.cancelled, 'induct'));
  on(jst('06-03 00:00'), () => go(orders.cancelled, 'cancel'));
  on(jst('06-06 00:00'), () => report(items.cancelled, jst('06-05 00:00'), 'FMC'));
  // Lost from the depot.
  on(jst('05-02 00:00'), () => report(items.lost, jst('05-02 00:00'), 'FMC'));
  on(jst('06-01 00:00'), () => go(orders.lost, 'induct'));
  on(jst('06-11 00:00'), () => go(orders.lost, 'condemn'));
  // Held to this day, with what is installed in it.
  on(jst('06-29 00:00'), () => go(orders.held, 'induct'));
  for (const { at, take } of steps.sort((a, b) => (a.at < b.at ? -1 : 1))) {
    plant.clock.set(at);
    await take();
  }
  plant.clock.set(known);
  june = await ask(`&asOf=${known}`);
  plant.clock.set(jst('07-02 09:00'));
});

describe('the worked example', () => {
  it('comes out to the digit', async () => {
    const { total, definition } = await ask(`&equipmentId=${items.worked}`);
    expect(definition).toMatchObject({ formula: 'downtime/1', timeZone: 'Asia/Tokyo' });
    expect(total).toEqual(workedDowntime);
  });

  it('goes by month, by the unit that owned the item then, and by the facility that held it', async () => {
    const group = async (by: string, window: string) =>
      (await ask(`&groupBy=${by}&equipmentId=${items.worked}${window}`)).groups.map((g: Loose) => [g.name, g.figures]);
    const year = '&from=2026-05-01&to=2027-01-01';
    const months = await group('month', year);
    expect(months.map(([name]: Loose) => name)).toEqual(['2026-05', '2026-06', '2026-07']);
    expect(months[1][1]).toEqual(workedDowntime);
    expect(months[0][1]).toMatchObject({
      unreportedHours: 9,
      fmcHours: 735,
      downtimeCount: 0,
      meanDowntimeHours: null,
    });
    expect(months[2][1]).toMatchObject({ pmcHours: 33, possessedHours: 33 });
    const [before, after] = await group('unit', '');
    expect(before).toMatchObject(['09456', { depotHours: 135, fmcHours: 108, nmcSupplyHours: 117, downtimeCount: 0 }]);
    expect(after).toMatchObject(['20001', { depotHours: 105, fmcHours: 111, pmcHours: 144, downtimeCount: 1 }]);
    const [facility, ...others] = await group('facility', '');
    expect(facility).toMatchObject(['KSZ', { depotHours: 240, possessedHours: 0, missionCapableRate: null }]);
    expect(facility[1]).toMatchObject({ downtimeCount: 1, meanDowntimeHours: 357 });
    expect(others).toEqual([]);
    for (const [by, name] of Object.entries({ platform: 'MV-22B', service: 'marine_corps' }))
      expect(await group(by, '')).toEqual([[name, workedDowntime]]);
  });
});

describe('around the window', () => {
  it('an item that is down now counts as down, and downtime that began before the window counts inside it', async () => {
    const total = await figuresOf(`&equipmentId=${items.down}`);
    expect(total).toMatchObject({ nmcMaintenanceHours: 720, missionCapableRate: 0, downtimeCount: 0 });
    expect(await figuresOf(`&equipmentId=${items.down}&from=2026-07-01&to=2026-08-01`)).toMatchObject({
      nmcMaintenanceHours: 33,
      possessedHours: 33,
    });
  });

  it('what a release reported before the window stands in it', async () => {
    const query = `&equipmentId=${items.worked}&from=2026-06-21&to=2026-06-24`;
    expect(await figuresOf(query)).toMatchObject({ fmcHours: 72, pmcHours: 0, nmcSupplyHours: 0, downtimeCount: 0 });
  });

  it('cancel hands back in the condition it came with, and the run before the window is whole', async () => {
    // NMC on 10 May, inducted on 25 May, handed back on 3 June, FMC on 5 June: 26 days.
    expect(await figuresOf(`&equipmentId=${items.cancelled}`)).toMatchObject({
      depotHours: 48,
      nmcBothHours: 48,
      fmcHours: 624,
      meanDowntimeHours: 26 * 24,
      downtimeCount: 1,
    });
    // It ends with the first instant of this window.
    expect(await figuresOf(`&equipmentId=${items.cancelled}&from=2026-06-05&to=2026-06-06`)).toMatchObject({
      fmcHours: 24,
      meanDowntimeHours: 26 * 24,
    });
    expect(await figuresOf(`&equipmentId=${items.cancelled}&from=2026-06-04&to=2026-06-05`)).toMatchObject({
      nmcBothHours: 24,
      downtimeCount: 0,
    });
  });

  it('a condemned item has left the fleet', async () => {
    const total = await figuresOf(`&equipmentId=${items.lost}`);
    expect(total).toMatchObject({ sampleSize: 1, depotHours: 240, possessedHours: 0, downtimeCount: 0 });
    const later = await figuresOf(`&equipmentId=${items.lost}&from=2026-06-11&to=2026-07-01`);
    expect(later).toMatchObject({ sampleSize: 0, depotHours: null, operationalAvailability: null });
  });

  it('what is installed in an item goes with it', async () => {
    expect(await figuresOf(`&equipmentId=${items.engine}`)).toMatchObject({ depotHours: 240, unreportedHours: 480 });
    const { items: made } = await ask(`&equipmentId=${items.engine}`, '/contributors');
    expect(made.find((i: Loose) => i.state === 'depot')).toMatchObject({ workOrderId: orders.worked, weight: 240 });
  });

  it('before anything was there, nothing is defined', async () => {
    const nothing = await figuresOf('&from=2026-02-01&to=2026-03-01');
    expect(nothing).toMatchObject({ sampleSize: 0, fmcHours: null, missionCapableRate: null, downtimeCount: 0 });
  });
});

describe('filters', () => {
  it('about orders choose custody, and are repeated in the answer', async () => {
    const all = await figuresOf('');
    const plants = await ask(`&facilityId=${plant.ids.facility}`);
    expect(plants.filters).toEqual({ facilityId: plant.ids.facility });
    expect(plants.total).toMatchObject({ depotHours: all.depotHours, possessedHours: 0, fmcHours: 0 });
    // The worked item and its engine; the lost one; the one handed back by cancelling; the one held with its part.
    expect(all.depotHours).toBe(240 + 240 + 240 + 48 + 48 + 48);
    expect(await figuresOf('&status=condemned')).toMatchObject({ depotHours: 240, sampleSize: 1 });
    expect(await figuresOf('&activity=overhaul')).toMatchObject({ depotHours: null, sampleSize: 0 });
    expect(await figuresOf('&rootsOnly=true')).toEqual(all);
    expect(await figuresOf(`&platformId=${plant.ids.platform}`)).toEqual(all);
    expect(await figuresOf(`&platformId=${plant.ids.facility}`)).toMatchObject({ sampleSize: 0 });
  });

  it('leave nothing out by stealth: contributors come to the figures', async () => {
    const total = await figuresOf('');
    const { items: made, count } = await ask('&limit=200', '/contributors');
    expect(made).toHaveLength(count);
    const sum = (state: string | null) =>
      made.filter((i: Loose) => i.state === state).reduce((hours: number, i: Loose) => hours + i.weight, 0);
    for (const state of ['fmc', 'pmc', 'nmcMaintenance', 'nmcSupply', 'nmcBoth', 'unreported', 'depot'])
      expect([state, sum(state)]).toEqual([state, total[`${state}Hours`]]);
    expect(sum(null) / total.downtimeCount).toBe(total.meanDowntimeHours);
  });

  it('come as CSV too', async () => {
    const path = `/v1/metrics/downtime?from=${JUNE.from}&to=${JUNE.to}&equipmentId=${items.worked}`;
    const { text } = await plant.ask(plant.people.program, 'GET', path, undefined, { accept: 'text/csv' });
    const [header, row] = text.split('\r\n').map((line) => line.split(','));
    // From the end: the words of the definition have commas of their own.
    const place = (header ?? []).indexOf('operationalAvailability') - (header ?? []).length;
    expect(row?.at(place)).toBe('0.5');
  });
});

describe('in-service feedback', () => {
  const feedback = (query: string) => ask(query, '/feedback');

  it('is every time an item was not available, whose it was, why and under which order', async () => {
    const answer = await feedback(`&equipmentId=${items.worked}`);
    expect(answer).toMatchObject({ extract: 'downtime', version: 1, count: 3, next: null });
    expect(answer.specification.name).toBe('S5000F');
    const { number } = await plant.send('admin', 'GET', `/v1/work-orders/${orders.worked}`);
    const depot = {
      downtimeCause: 'depot',
      reportedState: 'depot',
      maintenanceEvent: { workOrderIdentifier: number, maintenanceFacilityIdentifier: 'KSZ' },
    };
    expect(answer.items.map(({ periodIdentifier: _, ...period }: Loose) => period)).toMatchObject([
      {
        productVariantIdentifier: 'MV-22B',
        serializedProductIdentifier: 'worked',
        uniqueItemIdentifier: null,
        operatingUnitIdentifier: '09456',
        periodStart: jst('06-05 12:00'),
        periodEnd: jst('06-10 09:00'),
        durationHours: 117,
        downtimeCause: 'supply',
        reportedState: 'nmcSupply',
        maintenanceEvent: null,
      },
      { ...depot, periodStart: jst('06-10 09:00'), periodEnd: jst('06-16 00:00'), operatingUnitIdentifier: '09456' },
      { ...depot, periodStart: jst('06-16 00:00'), periodEnd: jst('06-20 09:00'), operatingUnitIdentifier: '20001' },
    ]);
    const down = await feedback(`&equipmentId=${items.down}`);
    expect(down.items).toMatchObject([{ downtimeCause: 'maintenance', periodEnd: null, durationHours: 720 }]);
  });

  it('comes to the hours of the metric, in pages and as CSV', async () => {
    const { total } = await ask('');
    const periods: Loose[] = [];
    for (let cursor = ''; ; ) {
      const page = await feedback(`&limit=2${cursor}`);
      periods.push(...page.items);
      if (page.next === null) break;
      cursor = `&cursor=${encodeURIComponent(page.next)}`;
    }
    const hoursOf = (cause: string) =>
      periods.filter((p) => p.downtimeCause === cause).reduce((sum, p) => sum + p.durationHours, 0);
    expect(hoursOf('supply')).toBeCloseTo(total.nmcSupplyHours, 2);
    expect(hoursOf('maintenance')).toBeCloseTo(total.nmcMaintenanceHours, 2);
    expect(hoursOf('depot')).toBeCloseTo(total.depotHours, 2);
    const starts = periods.map((p) => p.periodStart);
    expect(starts).toEqual([...starts].sort());
    const path = `/v1/metrics/downtime/feedback?from=${JUNE.from}&to=${JUNE.to}`;
    const { body } = await plant.ask(plant.people.program, 'GET', path, undefined, { accept: 'text/csv' });
    expect(body.split('\r\n')).toHaveLength(periods.length + 2);
    expect(body).toContain('MV-22B,worked,');
  });
});

describe('who sees what', () => {
  it('a plant sees the items it works on, and not the order that holds one elsewhere', async () => {
    const make = async (path: string, body: object) => (await plant.send('admin', 'POST', path, body)).id;
    const other = await make('/v1/facilities', {
      code: 'NIP',
      name: { en: 'Elsewhere' },
      operator: 'japanese_industry',
      prefecture: '神奈川県',
      calendar: 'japan',
      bays: 1,
    });
    const stranger = await plant.hire({ name: 'Elsewhere', roles: ['depot_staff'], facility: [other] });
    expect((await askAs(stranger, '')).total.sampleSize).toBe(0);
    const capability = { platformId: plant.ids.platform, activities: ['repair'], level: 'depot' };
    await make(`/v1/facilities/${other}/capabilities`, { ...capability, validFrom: '2026-01-01', validTo: null });
    // What was answered before stays so: nothing of it was seen then.
    expect((await askAs(stranger, `&asOf=${known}`)).total.sampleSize).toBe(0);
    const seen = await askAs(stranger, `&equipmentId=${items.worked}&groupBy=facility`);
    expect(seen.total).toEqual(workedDowntime);
    expect(seen.groups).toEqual([]);
    const { items: made } = await askAs(stranger, `&equipmentId=${items.worked}`, '/contributors');
    const depot = made.find((i: Loose) => i.state === 'depot');
    expect(depot).toMatchObject({ workOrderId: null, number: null, facilityId: null, weight: 240 });
    // Nor does what moved it say so.
    const about = `&equipmentId=${items.worked}&since=${jst('06-09 00:00')}&limit=200`;
    const causesFor = async (who: Parameters<Plant['send']>[0]) =>
      (await askAs(who, about, '/changes')).items.find((i: Loose) => i.after?.state === 'depot').causes;
    const hers: Loose[] = await causesFor(stranger);
    const ours: Loose[] = await causesFor(plant.people.program);
    const ofOrders = ours.filter((c) => c.record === 'work_order');
    expect(ofOrders.map((c) => c.type)).toEqual(expect.arrayContaining(['inducted', 'released']));
    expect(JSON.stringify(hers)).not.toContain(orders.worked);
    const nothing = { recordId: null, sequence: null, type: null, occurredAt: null, actorId: null };
    expect(hers).toEqual(expect.arrayContaining([{ ...nothing, record: 'withheld', recordedAt: expect.any(String) }]));
  });
});

describe('as of an instant', () => {
  it('is what was answered then, whatever became known since, and what moved it is told', async () => {
    plant.clock.set(jst('07-03 09:00'));
    // A report that came late, an end that was wrong, another owner.
    await report(items.down, jst('06-21 00:00'), 'FMC');
    const { items: segments } = await plant.send(
      plant.people.depot,
      'GET',
      `/v1/work-orders/${orders.worked}/segments`,
    );
    const last = segments.at(-1).n;
    const because = { reason: { en: 'The receipt says so.' } };
    const to = jst('06-20 21:00');
    const path = `/v1/work-orders/${orders.worked}/segments/${last}/corrections`;
    const { id } = await plant.send(plant.people.depot, 'POST', path, { to, ...because });
    const ifMatch = { 'if-match': `"${(await plant.order(orders.worked)).revision}"` };
    await plant.send(plant.people.program, 'POST', `${path}/${id}/agree`, because, ifMatch);
    await change(items.worked, { owningUnit: '30001', serialNumber: 'renamed' });
    await change(items.part, { installedIn: null });
    plant.clock.advance({ hours: 1 });

    expect(await ask(`&asOf=${known}`)).toEqual(june);
    const summer = `&equipmentId=${items.part}&from=2026-06-01&to=2026-09-01`;
    expect(await figuresOf(`${summer}&asOf=${known}`)).toMatchObject({ depotHours: 48, downtimeCount: 0 });
    expect(await figuresOf(summer)).toMatchObject({ depotHours: 105, meanDowntimeHours: 105 });
    const now = await figuresOf('');
    expect(now).toMatchObject({
      depotHours: june.total.depotHours + 24,
      fmcHours: june.total.fmcHours - 12 + 240,
      nmcMaintenanceHours: 480,
      downtimeCount: june.total.downtimeCount + 1,
    });

    const moved = await ask(`&since=${known}&limit=200`, '/changes');
    expect(moved.before).toEqual(june.total);
    expect(moved.after).toEqual(now);
    expect(moved.difference).toMatchObject({ depotHours: 24, nmcMaintenanceHours: -240, downtimeCount: 1 });
    const about = (equipmentId: string) =>
      moved.items.filter((i: Loose) => (i.after ?? i.before).equipmentId === equipmentId);
    expect(about(items.cancelled)).toEqual([]);
    expect(
      about(items.down)
        .map((i: Loose) => [i.change, i.after?.state])
        .sort(),
    ).toEqual([
      ['changed', 'nmcMaintenance'],
      ['entered', null],
      ['entered', 'fmc'],
    ]);
    const depot = about(items.worked).find((i: Loose) => i.after?.state === 'depot');
    expect(depot).toMatchObject({ change: 'changed', weightDifference: 12 });
    expect(depot.causes.map((c: Loose) => c.type)).toContain('correction_agreed');
    expect(about(items.down)[0].causes.map((c: Loose) => c.record)).toEqual(['equipment']);
  });

  it('moves with time, with what is recorded, or with both, and says which', async () => {
    const about = `&equipmentId=${items.down}&from=2026-07-01&to=2026-08-01`;
    const since = plant.clock.now();
    const causesSince = async () =>
      (await ask(`${about}&since=${since}`, '/changes')).items.map((i: Loose) => [
        i.change,
        i.after?.state ?? i.before?.state,
        i.causes.map((c: Loose) => c.record),
      ]);
    expect(await causesSince()).toEqual([]);
    plant.clock.advance({ hours: 24 });
    expect(await causesSince()).toEqual([['changed', 'fmc', ['time']]]);
    const [{ causes }] = (await ask(`${about}&since=${since}`, '/changes')).items;
    expect(causes).toMatchObject([{ occurredAt: plant.clock.now(), recordedAt: null, recordId: null }]);
    // Said late: it was down before `since`, so that the stretch known then ended earlier than it was seen to.
    await report(items.down, jst('07-02 12:00'), 'NMC', 'supply');
    expect((await causesSince()).sort()).toEqual([
      ['changed', 'fmc', ['equipment', 'time']],
      ['entered', 'nmcSupply', ['equipment']],
    ]);
    // What was over by then is moved by the record alone.
    const [first] = (await ask(`&equipmentId=${items.down}&since=${known}`, '/changes')).items;
    expect(first.causes.map((c: Loose) => c.record)).not.toContain('time');
  });
});
