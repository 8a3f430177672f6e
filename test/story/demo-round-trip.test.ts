// The demo goes out as files and comes in to an empty database: registers and orders are the same there, and so is every figure.
// The whole of it, on both engines: SEIBI_ROUND_TRIP=long npx vitest run test/story/demo-round-trip.test.ts
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fillDemo } from '../../src/cli/demo/demo.ts';
import { KINDS, kinds } from '../../src/usecases/exchange/kinds/kinds.ts';
import { metrics } from '../../src/usecases/metrics/registry.ts';
import { verifyEverything } from '../../src/usecases/operator.ts';
import { ADMIN_KEY, countingIds, type Loose, startTestApp, type TestApp, TestClock } from '../support/app.ts';
import { makeTestDatabase, type TestDatabase } from '../support/database.ts';

const NOW = '2026-11-27T00:00:00.000Z';
const TODAY = '2026-11-27';
const isLong = process.env.SEIBI_ROUND_TRIP === 'long';
// Enough everyday work for forecasts to have past orders to draw from.
const SHARE = isLong ? 1 : 0.25;
if (isLong) vi.setConfig({ testTimeout: 300_000 });

let demo: TestDatabase;
let here: TestApp;
let there: TestApp;
const sent = new Map<string, string>();

const ndjson = 'application/x-ndjson';
const asked = {
  here: (path: string, accept = 'application/json') =>
    here.call('seibi_demo_admin', 'GET', path, undefined, { accept }),
  there: (path: string, accept = 'application/json') => there.call(ADMIN_KEY, 'GET', path, undefined, { accept }),
};

beforeAll(async () => {
  demo = await makeTestDatabase();
  // A file it makes itself, whole.
  if (demo.file) rmSync(demo.file);
  await fillDemo(demo.url, { now: NOW, share: SHARE });
  here = await startTestApp({ place: demo, clock: new TestClock(NOW), ids: countingIds(2) });
  for (const kind of KINDS) sent.set(kind, (await asked.here(`/v1/exports/${kind}`, ndjson)).text);
  // Elsewhere it is the next day; figures are asked for at one instant, because what is open grows with time.
  here.clock.advance({ days: 1 });
  there = await startTestApp({ clock: new TestClock(here.clock.now()), ids: countingIds(1) });
  for (const kind of KINDS) {
    const path = `/v1/imports?kind=${kind}`;
    const { status, body } = await there.call(ADMIN_KEY, 'POST', path, sent.get(kind), { 'content-type': ndjson });
    expect([kind, status, body.errors]).toEqual([kind, 201, []]);
  }
}, 1_200_000);
afterAll(async () => {
  await there.close();
  await here.close();
  await demo.drop();
});

describe('the demo elsewhere', () => {
  it.each(KINDS)('%s are equal', async (kind) => {
    // What ships is there already, under ids of its own; and so is the administrator who came first.
    const local = ['standards', 'equivalences'].includes(kind) ? ['id', 'createdAt'] : [];
    const records = (file: string) =>
      file
        .split('\n')
        .filter((line) => line !== '' && !line.includes(there.adminId))
        .map((line) => JSON.stringify(without(JSON.parse(line), ...local)))
        .sort();
    const arrived = records((await asked.there(`/v1/exports/${kind}`, ndjson)).text);
    expect(arrived).toEqual(records(sent.get(kind) ?? ''));
  });

  const window = `from=2025-01-01&to=${TODAY}`;
  const groupings = ['', '&groupBy=unit', '&groupBy=month', '&groupBy=activity'];
  it.each(metrics.map(({ name }) => name))('%s is equal', async (metric) => {
    // The backlog is of now, and tests its forecasts again for every question.
    const isOfNow = metric === 'backlog';
    for (const groupBy of isOfNow ? groupings.slice(0, 2) : groupings)
      for (const path of groupBy === '' ? [metric, `${metric}/contributors`] : [metric]) {
        const question = `/v1/metrics/${path}?${isOfNow ? '' : window}${groupBy}`;
        const [answer, elsewhere] = [await asked.here(question), await asked.there(question)];
        expect([question, answer.status, elsewhere.status]).toEqual([question, 200, 200]);
        expect(without(elsewhere.body, 'asOf'), question).toEqual(without(answer.body, 'asOf'));
      }
  });

  it('had something to be equal in', async () => {
    const orders = (sent.get('work-orders') ?? '').split('\n').filter(Boolean).length;
    expect(orders).toBeGreaterThan(isLong ? 400 : 100);
    const { body } = await asked.here('/v1/metrics/backlog');
    expect(body.total.backTest.forecasts).toBeGreaterThan(20);
    const items = (sent.get('equipment') ?? '').split('\n').filter(Boolean);
    const histories = items.map((line) => (JSON.parse(line) as Loose).history);
    expect(histories.some((states) => states.some((s: Loose) => s.installedIn !== null))).toBe(true);
  });

  it('verifies', async () => {
    expect((await verifyEverything({ database: there.database })).fault).toBeNull();
    expect([...here.reported, ...there.reported]).toEqual([]);
  });
});

describe('a template', () => {
  const writers = { administrator: 'seibi_demo_admin', program_office: 'seibi_demo_program' };

  it.each(KINDS)('of %s has a row that is taken as it is, and is the record of nobody', async (kind) => {
    for (const [role, key] of Object.entries(writers)) {
      if (!kinds[kind].writers.some((writer) => writer === role)) continue;
      for (const type of ['text/csv', ndjson]) {
        const template = await here.call(key, 'GET', `/v1/imports/templates/${kind}`, undefined, { accept: type });
        const { body } = await here.call(key, 'POST', `/v1/imports?kind=${kind}&dryRun=true`, template.text, {
          'content-type': type,
        });
        expect([role, type, body.errors]).toEqual([role, type, []]);
        expect(body).toMatchObject({ rowsRead: 1, accepted: 1, changed: 0 });
      }
    }
  });

  it('names what its reader sees: the plant’s own facility, and an item that it works on', async () => {
    const template = (kind: string) =>
      here.call('seibi_demo_depot', 'GET', `/v1/imports/templates/${kind}`, undefined, { accept: 'application/json' });
    expect((await template('work-orders')).body.example).toMatchObject({
      facilityId: 'KSZ',
      equipmentId: expect.stringMatching(/^MV-22B\/EX-1680\d\d$/),
    });
    expect((await template('certifications')).body.example.scopeCodes).toEqual(['aircraft', 'MV-22B/repair']);
  });
});

function without(record: Loose, ...names: string[]): Loose {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}
