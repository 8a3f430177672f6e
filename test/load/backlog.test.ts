// The backlog of some thousands of orders, now and as of earlier instants: each figure equal to what a plain second implementation says.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rounded } from '../../src/domain/metrics/figures.ts';
import { ADMIN_KEY, type Loose, startTestApp, type TestApp } from '../support/app.ts';
import { fillWithManyOrders } from '../support/many-orders.ts';
import { openOrders, plainBacklog } from '../support/plain-backlog.ts';
import { type PlainWorld, readPlainWorld } from '../support/plain-world.ts';

const DAY = 86_400_000;
let app: TestApp;
let world: PlainWorld;

beforeAll(async () => {
  app = await startTestApp();
  await fillWithManyOrders(app, 1_200, 16, { isVaried: true, isEveryStep: true });
  world = await readPlainWorld(app.place);
}, 300_000);
afterAll(() => app.close());

async function backlog(query = ''): Promise<Loose> {
  const answer = await app.call(ADMIN_KEY, 'GET', `/v1/metrics/backlog?${query}`);
  expect([query, answer.status]).toEqual([query, 200]);
  return answer.body;
}

async function contributors(query = ''): Promise<Loose[]> {
  const items: Loose[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await app.call(ADMIN_KEY, 'GET', `/v1/metrics/backlog/contributors?limit=200${query}${cursor}`);
    items.push(...body.items);
    if (body.next === null) return items;
    cursor = `&cursor=${encodeURIComponent(body.next)}`;
  }
}

describe('the backlog', () => {
  it.each([0, 40])('%i days ago is what a plain reading of the events says', async (days) => {
    const asOf = new Date(Date.parse(app.clock.now()) - days * DAY).toISOString();
    const { total, from, to } = await backlog(days === 0 ? '' : `asOf=${asOf}`);
    const caller = { roles: ['administrator'], facilityIds: [], programPlatformIds: [] };
    const asked = { from, to, asOf, caller };
    expect(total).toEqual(rounded(plainBacklog(world, asked, () => true)));
    if (days > 30) return;
    const items = (await contributors(`&backTest=false&asOf=${asOf}`)).filter(({ kind }) => kind === 'open');
    const shown = items.map(({ id, forecast: { basis, orders, stays, p50Days, p90Days } }) => [
      id,
      { basis, orders, stays, p50: p50Days, p90: p90Days },
    ]);
    const inDays = (milliseconds: number | null) => (milliseconds === null ? null : milliseconds / DAY);
    const expected = openOrders(world, asked).map(({ order, forecast: { basis, orders, left, p50, p90 } }) => [
      order.id,
      rounded({ basis, orders, stays: left.length, p50: inDays(p50), p90: inDays(p90) }),
    ]);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(expected));
  });

  it('is forecast, tested, and says the same when it is asked again', async () => {
    const { total } = await backlog();
    expect(total.open).toBe(16);
    expect(total.forecast.platformActivity + total.forecast.activity).toBeGreaterThan(3);
    expect(total.backTest.p90.due).toBeGreaterThan(10);
    expect(total.backTest.p90.share).toBeGreaterThan(0.5);
    expect((await backlog()).total).toEqual(total);
    const { total: untested } = await backlog('backTest=false');
    expect(untested).toEqual({ ...total, backTest: expect.objectContaining({ forecasts: 0 }) });
  });

  it('of each facility is the part of the whole', async () => {
    const { total, groups } = await backlog('groupBy=facility');
    expect(groups).toHaveLength(5);
    for (const queue of total.facilities) {
      const { name: _, key, ...own } = queue;
      const { figures } = groups.find((g: Loose) => g.key === key);
      expect(figures).toMatchObject(own);
      // Late when its last order is: the whole is clear no sooner than any part.
      if (figures.clearance.p90 !== null) expect(figures.clearance.p90 <= total.clearance.p90).toBe(true);
    }
    const only = await backlog(`facilityId=${groups[0].key}&backTest=false`);
    expect(only.total).toMatchObject({ ...groups[0].figures, backTest: { forecasts: 0 } });
  });

  it('of a plant is forecast from what the plant sees', async () => {
    const { groups } = await backlog('groupBy=facility&backTest=false');
    const { key } = await app.person(['depot_staff'], { facilityIds: [groups[0].key] });
    const { body } = await app.call(key, 'GET', '/v1/metrics/backlog');
    expect(body.total.open).toBe(groups[0].figures.open);
    expect(body.total.facilities).toHaveLength(1);
  });
});
