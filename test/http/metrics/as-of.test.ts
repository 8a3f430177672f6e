// An answer of a metric stays the answer of its asOf: no write that was under way while it was read is added to it afterwards.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { insertRecord } from '../../../src/storage/registers/registers.ts';
import { metrics } from '../../../src/usecases/metrics/registry.ts';
import { ADMIN_KEY, countingIds, type Loose, startTestApp, type TestApp, TestClock } from '../../support/app.ts';
import { engine } from '../../support/database.ts';
import { until } from '../../support/until.ts';

/** The time of the machine, which goes on while writes are under way. */
class RealClock extends TestClock {
  override now = () => new Date().toISOString();
}

let first: TestApp;
// One process has a file of SQLite to itself.
let second: TestApp;
let item: Loose;
beforeAll(async () => {
  first = await startTestApp({ clock: new RealClock() });
  const platform = await first.call(ADMIN_KEY, 'POST', '/v1/platforms', {
    designation: 'MV-22B',
    nomenclature: { en: 'Tiltrotor' },
    kind: 'aircraft',
    service: 'marine_corps',
    export: { regime: 'ITAR', category: 'VIII(a)' },
  });
  item = { platformId: platform.body.id, owningUnit: '00263' };
  const more = { place: first.place, clock: first.clock, ids: countingIds(1) };
  second = engine === 'postgres' ? await startTestApp(more) : first;
});
afterAll(async () => {
  if (second !== first) await second.close();
  await first.close();
});

let made = 0;
const fields = () => ({ ...item, serialNumber: `S${made++}` });

const untold = {
  uii: null,
  uiiComponents: null,
  homePort: null,
  installedIn: null,
  location: 'unit' as const,
  locationFacilityId: null,
  condition: null,
  condemnedAt: null,
};
const recording = (recordedAt: string) => ({ recordedAt, actorId: null });

// Each item is one of the sample as soon as it is there.
const ask = async (asOf?: string): Promise<Loose> => {
  const query = `from=2020-01-01&to=2090-01-01${asOf ? `&asOf=${asOf}` : ''}`;
  const { status, body } = await second.call(ADMIN_KEY, 'GET', `/v1/metrics/downtime?${query}`);
  expect(status).toBe(200);
  return body;
};

/** Asks while a write takes its time: what was answered before it was let go, what in the end, and when the write was recorded. */
async function askedBesideAWrite(question: () => Promise<Loose>) {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let recordedAt = '';
  let isUnderWay = false;
  const writing = first.database.write(async (tx) => {
    recordedAt = first.clock.now();
    await insertRecord(tx, 'equipment', { id: first.services.newId(), ...untold, ...fields() }, recording(recordedAt));
    isUnderWay = true;
    await held;
  });
  await until(() => isUnderWay && first.clock.now() > recordedAt);
  let answer: Loose = null;
  const asking = question().then((body) => {
    answer = body;
  });
  // Time enough to answer without it.
  for (let n = 0; n < 30 && answer === null; n += 1) await second.call(ADMIN_KEY, 'GET', '/v1/platforms');
  const early = answer;
  letGo();
  await Promise.all([writing, asking]);
  return { early, answer, recordedAt };
}

it('is given when a write that took its time before is through, and has it', async () => {
  const { early, answer, recordedAt } = await askedBesideAWrite(() => ask());
  expect(early).toBeNull();
  expect(answer.asOf >= recordedAt).toBe(true);
  expect(answer.total.sampleSize).toBe(made);
  expect(await ask(answer.asOf)).toEqual(answer);
});

it('of support priorities is given then too', async () => {
  const { early, answer, recordedAt } = await askedBesideAWrite(
    async () => (await second.call(ADMIN_KEY, 'GET', '/v1/support-priorities')).body,
  );
  expect(early).toBeNull();
  expect(answer.asOf >= recordedAt).toBe(true);
});

it('stays the same while others write without a pause', async () => {
  let isOver = false;
  const nodes = [first, second, first, second];
  const writing = nodes.map(async (node) => {
    while (!isOver) {
      const { status } = await node.call(ADMIN_KEY, 'POST', '/v1/equipment', fields());
      expect(status).toBe(201);
    }
  });
  const answers: Loose[] = [];
  try {
    while (answers.length < 40) answers.push(await ask());
  } finally {
    isOver = true;
    await Promise.all(writing);
  }
  for (const answer of answers) expect((await ask(answer.asOf)).total).toEqual(answer.total);
  expect(new Set(answers.map(({ total }) => total.sampleSize)).size).toBeGreaterThan(10);
  await until(async () => (await ask()).total.sampleSize === made);
});

it('stays the same when an import goes on with what happened long before', async () => {
  const facility = {
    code: 'EXP',
    name: { en: 'Example works' },
    operator: 'japanese_industry',
    prefecture: '千葉県',
    calendar: 'japan',
    bays: 3,
  };
  const facilityId = (await first.call(ADMIN_KEY, 'POST', '/v1/facilities', facility)).body.id;
  const { id: equipmentId } = (await first.call(ADMIN_KEY, 'POST', '/v1/equipment', fields())).body;
  const order = {
    number: 'J2026-1',
    equipmentId,
    facilityId,
    activity: 'repair',
    level: 'depot',
    priority: { forceActivity: 'III', urgency: 'B' },
    discrepancy: { en: 'Leaks.' },
    createdAt: '2026-01-05T00:00:00Z',
  };
  const stays = [
    { at: '2026-01-10T00:00:00Z', status: 'inducted' },
    { at: '2026-01-12T00:00:00Z', status: 'in_work' },
    { at: '2026-01-20T00:00:00Z', status: 'awaiting_parts' },
  ];
  const further = [
    { at: '2026-02-01T00:00:00Z', status: 'in_work' },
    { at: '2026-02-10T00:00:00Z', status: 'in_inspection' },
    { at: '2026-02-11T00:00:00Z', status: 'awaiting_acceptance' },
    { at: '2026-02-12T00:00:00Z', status: 'released' },
  ];
  const put = async (row: object) => {
    const headers = { 'content-type': 'application/x-ndjson' };
    const { body } = await first.call(ADMIN_KEY, 'POST', '/v1/imports?kind=work-orders', JSON.stringify(row), headers);
    expect([body.errors, body.refused]).toEqual([[], 0]);
  };
  // In this window the order is over by the second file, and waited by the first.
  const later = 'from=2026-03-01&to=2026-06-01';
  const all = async (asOf?: string): Promise<Loose[]> => {
    const answers: Loose[] = [];
    for (const { name } of metrics) {
      const query = `${later}&equipmentId=${equipmentId}${asOf ? `&asOf=${asOf}` : ''}`;
      answers.push((await first.call(ADMIN_KEY, 'GET', `/v1/metrics/${name}?${query}`)).body);
    }
    return answers;
  };
  await put({ ...order, stays });
  const asOf = (await ask()).asOf;
  const then = await all(asOf);
  const figures = (answers: Loose[], metric: string) => answers.find((one) => one.metric === metric).total;
  expect(figures(then, 'delays')).toMatchObject({ sampleSize: 1, delayHours: 92 * 24 });
  expect(figures(then, 'backlog')).toMatchObject({ open: 1 });
  await until(() => first.clock.now() > asOf);
  await put({ ...order, stays: [...stays, ...further] });
  expect(await all(asOf)).toEqual(then);
  const now = await all();
  expect(figures(now, 'delays')).toMatchObject({ sampleSize: 0 });
  expect(figures(now, 'downtime')).toMatchObject({ depotHours: 0, fmcHours: 92 * 24 });
  expect(figures(now, 'backlog')).toMatchObject({ open: 0 });
});
