// The worked example of metrics.md, driven through the API with the clock set to each instant, to the digit.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Loose } from '../support/app.ts';
import { type Plant, startPlant } from '../support/plant.ts';

const at = (local: string) => new Date(`2026-${local.replace(' ', 'T')}:00+09:00`).toISOString();

// Each order: its target, and what happened when (+09:00).
const histories: { target: string; revised?: [string, string]; acts: [string, string][] }[] = [
  {
    target: '2026-05-15',
    revised: ['05-13 12:00', '2026-05-20'],
    acts: [
      ['04-27 09:00', 'induct'],
      ['04-28 09:00', 'start'],
      ['04-30 15:00', 'await_parts'],
      ['05-08 10:00', 'resume'],
      ['05-12 16:00', 'present'],
      ['05-13 11:00', 'reject'],
      ['05-14 17:00', 'present'],
      ['05-15 10:00', 'accept'],
      ['05-18 15:00', 'release'],
    ],
  },
  {
    target: '2026-05-22',
    acts: [
      ['05-11 08:00', 'induct'],
      ['05-11 13:00', 'start'],
      ['05-20 12:00', 'present'],
      ['05-20 18:00', 'accept'],
      ['05-21 10:00', 'release'],
    ],
  },
  {
    target: '2026-05-20',
    acts: [
      ['05-01 10:00', 'induct'],
      ['05-07 09:00', 'start'],
      ['05-12 09:00', 'await_engineering'],
      ['05-19 09:00', 'resume'],
      ['05-22 09:00', 'present'],
      ['05-22 15:00', 'accept'],
      ['05-26 09:00', 'release'],
    ],
  },
  {
    target: '2026-05-29',
    acts: [
      ['04-01 09:00', 'induct'],
      ['04-02 09:00', 'start'],
      ['04-10 09:00', 'hold'],
      ['05-08 09:00', 'resume'],
      ['06-01 09:00', 'present'],
      ['06-01 15:00', 'accept'],
      ['06-02 09:00', 'release'],
    ],
  },
];

describe('the worked example', () => {
  let plant: Plant;
  beforeAll(async () => {
    plant = await startPlant(at('03-02 09:00'));
    const path = `/v1/facilities/${plant.ids.facility}`;
    const { revision } = await plant.send('admin', 'GET', path);
    await plant.send('admin', 'PATCH', path, { bays: 9 }, { 'if-match': `"${revision}"` });

    const steps: { when: string; take: () => Promise<void> }[] = [];
    for (const [n, { target, revised, acts }] of histories.entries()) {
      const { id } = await plant.draft({ equipmentId: await plant.item(`EX-${n + 1}`) });
      for (const action of ['submit', 'authorize']) {
        const { by, body } = await plant.ready(id, action);
        const answer = await plant.act(by, id, action, action === 'authorize' ? { ...body, targetDate: target } : body);
        expect(answer.status).toBe(200);
      }
      for (const [when, action] of acts)
        steps.push({
          when,
          async take() {
            const { by, body } = await plant.ready(id, action);
            const isFunding = action === 'hold' ? { cause: 'funding' } : {};
            const answer = await plant.act(by, id, action, { ...body, ...isFunding });
            expect({ when, action, status: answer.status, blocked: answer.body.blockedBy }).toEqual({
              when,
              action,
              status: 200,
              blocked: undefined,
            });
          },
        });
      if (revised)
        steps.push({
          when: revised[0],
          async take() {
            const headers = { 'if-match': `"${(await plant.order(id)).revision}"` };
            await plant.send(
              plant.people.program,
              'POST',
              `/v1/work-orders/${id}/targets`,
              { date: revised[1], cause: { en: 'rejected once' } },
              headers,
            );
          },
        });
    }
    for (const { when, take } of steps.sort((a, b) => (a.when < b.when ? -1 : 1))) {
      plant.clock.set(at(when));
      await take();
    }
    plant.clock.set(at('06-03 09:00'));
  });
  afterAll(() => plant.close());

  const measure = (query: string): Promise<Loose> =>
    plant.send(plant.people.program, 'GET', `/v1/metrics/turnaround?from=2026-05-01&to=2026-06-01${query}`);

  it('comes out to the digit', async () => {
    const { total, definition } = await measure('');
    expect(definition).toMatchObject({
      formula: 'turnaround/1',
      startEvent: 'inducted',
      stopEvent: 'released',
      timeZone: 'Asia/Tokyo',
    });
    expect(total).toEqual({
      count: 3,
      cancelledCount: 0,
      condemnedCount: 0,
      sampleSize: 3,
      grossHours: { mean: 450.33, p50: 510, p90: 581.2, p95: 590.1, max: 599 },
      netOfSupplyHours: { mean: 388, p50: 323, p90: 543.8, p95: 571.4, max: 599 },
      facilityHours: { mean: 271, p50: 246, p90: 322, p95: 331.5, max: 341 },
      workingDays: {
        japan: { mean: 11, p50: 11, p90: 13.4, p95: 13.7, max: 14 },
        usFederal: { mean: 13.33, p50: 16, p90: 16, p95: 16, max: 16 },
      },
      meanHoursByCategory: {
        receiving: 57.33,
        maintenance: 197.67,
        supply: 62.33,
        engineering: 56,
        inspection: 16,
        acceptance: 61,
        capacity: 0,
        funding: 0,
        authorization: 0,
        customer: 0,
        weather: 0,
      },
      onTime: { original: 0.33, revised: 0.67, withoutTargetCount: 0 },
    });
  });

  it('groups by any of its groupings, and answers null for what is undefined', async () => {
    for (const groupBy of ['facility', 'platform', 'activity', 'level', 'service', 'unit', 'month']) {
      const { groups } = await measure(`&groupBy=${groupBy}`);
      expect(groups.map((g: Loose) => g.figures.count)).toEqual([3]);
    }
    const none = await plant.send(plant.people.program, 'GET', '/v1/metrics/turnaround?from=2025-05-01&to=2025-06-01');
    expect(none.total).toMatchObject({ count: 0, grossHours: { mean: null, max: null }, onTime: { original: null } });
  });

  it('answers as known then', async () => {
    const known = await measure(`&asOf=${at('05-20 09:00')}`);
    expect(known.total).toMatchObject({ count: 1, grossHours: { max: 510 } });
    const future = await plant.ask(
      plant.people.program,
      'GET',
      `/v1/metrics/turnaround?from=2026-05-01&to=2026-06-01&asOf=2027-01-01T00:00:00Z`,
    );
    expect(future.status).toBe(400);
    expect(future.body.errors[0]).toMatchObject({ pointer: '/asOf', code: 'as_of.in_future' });
  });

  it('answers the same from the rows, and from the events up to now', async () => {
    const { asOf, ...now } = await measure('&groupBy=month');
    const { asOf: then, ...folded } = await measure(`&groupBy=month&asOf=${plant.clock.now()}`);
    expect(then).toBe(asOf);
    expect(folded).toEqual(now);
  });

  it('counts only what the caller sees', async () => {
    const stranger = await plant.hire({ name: 'Elsewhere', roles: ['depot_staff'], facility: false });
    const { total } = await plant.send(stranger, 'GET', '/v1/metrics/turnaround?from=2026-05-01&to=2026-06-01');
    expect(total.count).toBe(0);
  });

  it('refuses an empty window, and names every fault', async () => {
    const answer = await plant.ask(
      plant.people.program,
      'GET',
      '/v1/metrics/turnaround?from=2026-06-01&to=2026-06-01&groupBy=moon',
    );
    expect(answer.status).toBe(400);
  });
});
