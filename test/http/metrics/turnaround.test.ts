// The worked example of metrics.md, driven through the API with the clock set to each instant, to the digit.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Loose } from '../../support/app.ts';
import { type Plant, startPlant } from '../../support/plant.ts';
import { jst, MAY, workedFigures, workedOrders } from '../../support/turnaround.ts';

describe('the worked example', () => {
  let plant: Plant;
  beforeAll(async () => {
    plant = await startPlant(jst('03-02 09:00'));
    const path = `/v1/facilities/${plant.ids.facility}`;
    const { revision } = await plant.send('admin', 'GET', path);
    await plant.send('admin', 'PATCH', path, { bays: 9 }, { 'if-match': `"${revision}"` });

    const steps: { when: string; take: () => Promise<void> }[] = [];
    for (const [n, { target, revised, acts, released }] of workedOrders.entries()) {
      const { id } = await plant.draft({ equipmentId: await plant.item(`EX-${n + 1}`) });
      for (const action of ['submit', 'authorize']) {
        const { by, body } = await plant.ready(id, action);
        const answer = await plant.act(by, id, action, action === 'authorize' ? { ...body, targetDate: target } : body);
        expect(answer.status).toBe(200);
      }
      for (const [when, action] of [...acts, [released, 'release'] as const])
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
          when: revised.at,
          async take() {
            const headers = { 'if-match': `"${(await plant.order(id)).revision}"` };
            await plant.send(
              plant.people.program,
              'POST',
              `/v1/work-orders/${id}/targets`,
              { date: revised.to, cause: { en: 'rejected once' } },
              headers,
            );
          },
        });
    }
    for (const { when, take } of steps.sort((a, b) => (a.when < b.when ? -1 : 1))) {
      plant.clock.set(jst(when));
      await take();
    }
    plant.clock.set(jst('06-03 09:00'));
  });
  afterAll(() => plant.close());

  const measure = (query: string, { from, to } = MAY): Promise<Loose> =>
    plant.send(plant.people.program, 'GET', `/v1/metrics/turnaround?from=${from}&to=${to}${query}`);

  it('comes out to the digit', async () => {
    const { total, definition } = await measure('');
    expect(definition).toMatchObject({
      formula: 'turnaround/1',
      startEvent: 'inducted',
      stopEvent: 'released',
      timeZone: 'Asia/Tokyo',
    });
    expect(total).toEqual(workedFigures);
  });

  it('groups by any of its groupings, and answers null for what is undefined', async () => {
    for (const groupBy of ['facility', 'platform', 'activity', 'level', 'service', 'unit', 'month']) {
      const { groups } = await measure(`&groupBy=${groupBy}`);
      expect(groups.map((g: Loose) => g.figures.count)).toEqual([3]);
    }
    const none = await plant.send(plant.people.program, 'GET', '/v1/metrics/turnaround?from=2025-05-01&to=2025-06-01');
    expect(none.total).toMatchObject({ count: 0, grossHours: { mean: null, max: null }, onTime: { original: null } });
  });

  it('the mean repair time divides by the repairs that finished, not by the orders that were opened', async () => {
    // All four were opened by the end of May, and three of them finished.
    const means = async (from: string, to: string) => {
      const { total } = await measure('', { from, to });
      return [total.count, total.grossHours.mean];
    };
    expect(await means('2026-04-01', '2026-06-01')).toEqual([3, 450.33]);
    // Two were opened in April, and none finished: there is no mean, and it is not 0.
    expect(await means('2026-04-01', '2026-05-01')).toEqual([0, null]);
    expect(await means('2026-05-01', '2026-05-19')).toEqual([1, 510]);
  });

  it('answers as known then', async () => {
    const known = await measure(`&asOf=${jst('05-20 09:00')}`);
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
