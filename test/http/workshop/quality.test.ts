// Quality through the API: presentations, acceptances, recalls, findings, reworks and repeats of orders that really went that way.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Loose } from '../../support/app.ts';
import { withBays } from '../../support/order.ts';
import { type Plant, startPlant } from '../../support/plant.ts';
import { jst } from '../../support/turnaround.ts';

let plant: Plant;
afterAll(() => plant.close());

const MAY = 'from=2026-05-01&to=2026-06-01';
const askAs = (who: Parameters<Plant['send']>[0], query: string, path = ''): Promise<Loose> =>
  plant.send(who, 'GET', `/v1/metrics/quality${path}?${query}`);
const ask = (query: string, path = ''): Promise<Loose> => askAs(plant.people.program, query, path);
const figuresOf = async (query: string) => (await ask(query)).total;
const go = async (id: string, ...actions: string[]) => {
  for (const action of actions) {
    const { by, body } = await plant.ready(id, action);
    const answer = await plant.act(by, id, action, body);
    expect([action, answer.status, answer.body.blockedBy]).toEqual([action, 200, undefined]);
    plant.clock.advance({ minutes: 30 });
  }
};
const ifMatch = async (id: string) => ({ 'if-match': `"${(await plant.order(id)).revision}"` });
const path = (id: string, rest: string) => `/v1/work-orders/${id}/${rest}`;
const codes = { workUnit: '14A', malfunction: null, actionTaken: null, whenDiscovered: null };

const orders = { plain: '', rejected: '', recalled: '', repeated: '' };
const items = { plain: '', recalled: '' };
const known = jst('06-01 09:00');
let may: Loose;

/** A finding on a measured characteristic, dispositioned as rework; answers its id. */
async function findAndRework(id: string): Promise<string> {
  const { inspector } = plant.people;
  const inspection = await plant.send(inspector, 'POST', path(id, 'inspections'), {
    kind: 'in_process',
    operationId: (await plant.send(inspector, 'GET', path(id, 'operations'))).items[0].id,
    characteristics: [{ name: { en: 'Backlash', ja: 'バックラッシ' }, method: 'dial gauge' }],
  });
  const found = await plant.send(inspector, 'POST', path(id, 'nonconformances'), {
    severity: 'major',
    description: { en: 'too much play' },
    inspectionId: inspection.id,
    characteristic: 1,
  });
  const disposition = { disposition: 'rework', reason: { en: 'adjust' } };
  await plant.send(
    inspector,
    'POST',
    path(id, `nonconformances/${found.id}/disposition`),
    disposition,
    await ifMatch(id),
  );
  return found.id;
}

beforeAll(async () => {
  plant = await withBays(await startPlant(jst('04-01 09:00')));
  for (const name of ['plain', 'recalled'] as const) items[name] = await plant.item(name);
  orders.plain = (await plant.draft({ equipmentId: items.plain, codes })).id;
  orders.rejected = (await plant.draft({ equipmentId: await plant.item('rejected') })).id;
  orders.recalled = (await plant.draft({ equipmentId: items.recalled, codes })).id;
  for (const id of [orders.plain, orders.rejected, orders.recalled]) await go(id, 'submit', 'authorize');
  // Presented in April and released with the first instant of May.
  plant.clock.set(jst('04-20 09:00'));
  await go(orders.plain, 'induct', 'start');
  plant.clock.set(jst('04-30 09:00'));
  await go(orders.plain, 'present', 'accept');
  const { by, body } = await plant.ready(orders.plain, 'release');
  plant.clock.set(jst('05-01 00:00'));
  expect((await plant.act(by, orders.plain, 'release', body)).status).toBe(200);
  // Rejected once, with a finding reworked, then refused, then released.
  plant.clock.set(jst('05-04 09:00'));
  await go(orders.rejected, 'induct', 'start');
  await findAndRework(orders.rejected);
  await go(orders.rejected, 'present', 'reject', 'present', 'accept', 'refuse', 'present', 'accept', 'release');
  // Accepted, recalled, accepted again, and released in June.
  plant.clock.set(jst('05-11 09:00'));
  await go(orders.recalled, 'induct', 'start', 'present', 'accept', 'recall', 'accept');
  plant.clock.set(known);
  may = await ask(`${MAY}&asOf=${known}`);
  plant.clock.advance({ hours: 1 });
  await go(orders.recalled, 'release');
});

describe('a month', () => {
  it('counts presentations, acceptances, findings and releases where each belongs', async () => {
    const { total, definition } = await ask(MAY);
    expect(definition).toMatchObject({ formula: 'quality/1', placedBy: { rejectionRate: 'presented' } });
    expect(total).toMatchObject({
      sampleSize: 3,
      // Of the rejected one and the recalled one.
      firstPassYield: 0.5,
      firstAcceptedCount: 2,
      presentationCount: 4,
      endedPresentationCount: 4,
      rejectionRate: 0.25,
      // Two of the rejected one, the first refused; two of the recalled one.
      acceptanceCount: 4,
      endedAcceptanceCount: 4,
      refusalRate: 0.25,
      // The plain one with the first instant of the month, and the rejected one.
      releasedCount: 2,
      reworksPerOrder: 0.5,
      repeatRate: null,
      repeatableCount: 0,
    });
    expect(total.nonconformances).toEqual({
      count: 3,
      bySeverity: { minor: 2, major: 1, critical: 0 },
      byDisposition: { rework: 1, repair: 0, use_as_is: 0, return_to_supplier: 2, scrap: 0, regrade: 0, undecided: 0 },
      byCharacteristic: [{ key: 'backlash / バックラッシ', name: { en: 'Backlash', ja: 'バックラッシ' }, count: 1 }],
      withoutCharacteristicCount: 2,
    });
    expect(await figuresOf('from=2026-04-01&to=2026-05-01')).toMatchObject({
      sampleSize: 1,
      firstPassYield: 1,
      rejectionRate: 0,
      refusalRate: 0,
      releasedCount: 0,
      reworksPerOrder: null,
    });
  });

  it('goes by month, and leaves what is empty undefined', async () => {
    const { groups } = await ask('from=2026-03-01&to=2026-08-01&groupBy=month');
    const figures = (name: string) => groups.find((g: Loose) => g.name === name)?.figures;
    expect(groups.map((g: Loose) => g.name)).toEqual(['2026-04', '2026-05', '2026-06']);
    expect(figures('2026-05')).toEqual((await ask(MAY)).total);
    expect(figures('2026-06')).toMatchObject({ sampleSize: 1, firstPassYield: null, releasedCount: 1 });
    expect((await ask('from=2025-03-01&to=2025-04-01')).total).toMatchObject({ sampleSize: 0, rejectionRate: null });
    for (const groupBy of ['facility', 'platform', 'activity', 'level', 'service', 'unit'])
      expect((await ask(`${MAY}&groupBy=${groupBy}`)).groups[0].figures).toEqual((await ask(MAY)).total);
  });

  it('takes the filters of the list of orders, and counts only what the caller sees', async () => {
    expect(await figuresOf(`${MAY}&equipmentId=${items.recalled}`)).toMatchObject({ firstPassYield: 1, sampleSize: 1 });
    expect(await figuresOf(`${MAY}&activity=overhaul`)).toMatchObject({ sampleSize: 0 });
    const stranger = await plant.hire({ name: 'Elsewhere', roles: ['depot_staff'], facility: false });
    expect((await askAs(stranger, MAY)).total.sampleSize).toBe(0);
  });

  it('says what it is made of, as data and as a table', async () => {
    const { items: made, count } = await ask(`${MAY}&limit=200`, '/contributors');
    const of = (kind: string) =>
      made
        .filter((i: Loose) => i.kind === kind)
        .map((i: Loose) => i.outcome)
        .sort();
    expect(made).toHaveLength(count);
    expect(of('presentation')).toEqual(['accepted', 'accepted', 'accepted', 'rejected']);
    expect(of('acceptance')).toEqual(['recalled', 'refused', 'released', 'released']);
    expect(of('first_acceptance')).toEqual(['first_pass', 'later_pass']);
    expect(of('release')).toEqual(['not_judged', 'not_judged']);
    expect(made.find((i: Loose) => i.characteristic !== null)).toMatchObject({
      kind: 'nonconformance',
      workOrderId: orders.rejected,
      outcome: 'rework',
      severity: 'major',
      characteristic: 'Backlash',
    });
    const { text } = await plant.ask(plant.people.program, 'GET', `/v1/metrics/quality?${MAY}`, undefined, {
      accept: 'text/csv',
    });
    const [header, , characteristic] = text.split('\r\n');
    expect(header).toContain('nonconformances.bySeverity.major');
    expect(characteristic).toMatch(/backlash \/ バックラッシ,Backlash,バックラッシ,1$/);
  });
});

describe('a repeat', () => {
  it('is judged when 90 days have gone by since the release', async () => {
    plant.clock.set(jst('07-20 09:00'));
    orders.repeated = (await plant.draft({ equipmentId: items.plain, codes })).id;
    await go(orders.repeated, 'submit', 'authorize', 'induct');
    plant.clock.set(jst('07-29 23:59'));
    expect(await figuresOf(MAY)).toMatchObject({ repeatRate: null, repeatableCount: 0 });
    plant.clock.set(jst('07-30 00:00'));
    expect(await figuresOf(MAY)).toMatchObject({ repeatRate: 1, repeatableCount: 1 });
    // The days that went by made it judged, and the other order a repeat.
    const { items: moved } = await ask(`${MAY}&since=${jst('07-01 00:00')}`, '/changes');
    expect(moved).toMatchObject([{ change: 'changed', workOrderId: orders.plain, after: { outcome: 'repeated' } }]);
    expect(moved[0].causes).toMatchObject([{ recordId: orders.repeated, type: 'inducted' }, { record: 'time' }]);
    const { items: made } = await ask(`${MAY}&limit=200`, '/contributors');
    expect(made.find((i: Loose) => i.outcome === 'repeated')).toMatchObject({
      workOrderId: orders.plain,
      repeatedBy: orders.repeated,
    });
    plant.clock.set(jst('09-15 09:00'));
    // The recalled one did not come back.
    expect(await figuresOf('from=2026-05-01&to=2026-07-01')).toMatchObject({ repeatRate: 0.5, repeatableCount: 2 });
  });
});

describe('as of an instant', () => {
  it('is what was answered then, and what moved it is told', async () => {
    expect(await ask(`${MAY}&asOf=${known}`)).toEqual(may);
    expect(may.total).toMatchObject({ acceptanceCount: 4, endedAcceptanceCount: 3, refusalRate: 0.33 });
    const moved = await ask(`${MAY}&since=${known}&asOf=${jst('06-02 09:00')}`, '/changes');
    expect(moved.difference).toMatchObject({ endedAcceptanceCount: 1, acceptanceCount: 0 });
    expect(moved.items).toHaveLength(1);
    expect(moved.items[0]).toMatchObject({ change: 'changed', workOrderId: orders.recalled });
    expect(moved.items[0].causes.map((c: Loose) => c.type)).toContain('released');
  });

  it('a presentation whose instant was corrected stands where it really was', async () => {
    const id = orders.recalled;
    const { items: segments } = await plant.send(plant.people.depot, 'GET', path(id, 'segments'));
    const presented = segments.find((s: Loose) => s.category === 'inspection');
    const because = { reason: { en: 'It was presented ten minutes later.' } };
    const from = jst('05-11 10:10');
    const at = path(id, `segments/${presented.n}/corrections`);
    const before = plant.clock.now();
    const { id: correction } = await plant.send(plant.people.depot, 'POST', at, { from, ...because });
    plant.clock.advance({ hours: 1 });
    await plant.send(plant.people.program, 'POST', `${at}/${correction}/agree`, because, await ifMatch(id));
    const presentations = async (asOf: string) =>
      (await ask(`${MAY}&equipmentId=${items.recalled}&asOf=${asOf}`, '/contributors')).items
        .filter((i: Loose) => i.kind === 'presentation')
        .map((i: Loose) => i.at);
    expect(await presentations(before)).toEqual([presented.from]);
    expect(await presentations(plant.clock.now())).toEqual([from]);
  });
});
