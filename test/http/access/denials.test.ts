// Refused access: kept in a log of its own for administrators, without a trace in the answer or in the order.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DENIALS_KEPT } from '../../../src/domain/evidence/denial.ts';
import type { Loose } from '../../support/app.ts';
import { type Actor, type Plant, startPlant } from '../../support/plant.ts';

const NOWHERE = '01940000-0000-7000-8000-ffffffffffff';
let plant: Plant;
let stranger: Actor;
beforeAll(async () => {
  plant = await startPlant();
  const path = `/v1/facilities/${plant.ids.facility}`;
  await plant.send('admin', 'PATCH', path, { bays: 20 }, { 'if-match': '"1"' });
  stranger = await plant.hire({ name: 'Elsewhere', roles: ['depot_staff'], facility: false });
});
afterAll(() => plant.close());

const denials = async (query: string): Promise<Loose[]> =>
  (await plant.send('admin', 'GET', `/v1/denials?${query}`)).items;
/** What is kept of what one person is refused, since the clock was moved for it, the first first. */
async function keptOf(actor: Actor, asked: () => Promise<unknown>): Promise<Loose[]> {
  plant.clock.advance({ minutes: 5 });
  await asked();
  return await denials(`personId=${actor.id}&from=${plant.clock.now()}&sort=at&limit=200`);
}

describe('what is kept', () => {
  it('a role that does not allow it, with who, what, where and when, and without the query', async () => {
    const { id, revision } = await plant.orderIn('in_work');
    const path = `/v1/work-orders/${id}/targets`;
    const kept = await keptOf(plant.people.depot, async () => {
      const body = { date: '2027-01-01', cause: { en: 'later' } };
      const headers = { 'x-request-id': 'probe-1' };
      expect((await plant.ask(plant.people.depot, 'POST', path, body, headers)).status).toBe(403);
    });
    expect(kept).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        at: plant.clock.now(),
        personId: plant.people.depot.id,
        operationId: 'addTarget',
        path,
        code: 'access.role_denied',
        requestId: 'probe-1',
        reached: null,
      },
    ]);
    // Nothing of it in the order: neither an event nor a revision.
    expect((await plant.order(id)).revision).toBe(revision);
    const events = await plant.send('admin', 'GET', `/v1/work-orders/${id}/events?limit=200`);
    expect(JSON.stringify(events)).not.toContain('role_denied');
  });

  it('an action that is not theirs, a wrong pin, a program that is not theirs', async () => {
    const order = await plant.orderIn('in_inspection');
    const { by, body } = await plant.ready(order.id, 'accept');
    expect((await keptOf(by, () => plant.act(by, order.id, 'accept', body, '000000')))[0]).toMatchObject({
      operationId: 'transition',
      code: 'signature.not_authenticated',
    });
    const submit = () => plant.act(plant.people.inspector, order.id, 'submit');
    expect((await keptOf(plant.people.inspector, submit))[0]).toMatchObject({ code: 'access.role_denied' });
    const other = await plant.send('admin', 'POST', '/v1/platforms', {
      designation: 'UH-1Y',
      nomenclature: { en: 'Venom' },
      kind: 'aircraft',
      service: 'marine_corps',
      export: { regime: 'ITAR', category: 'VIII(a)' },
    });
    const outside = () =>
      plant.ask(plant.people.program, 'POST', '/v1/baselines', {
        platformId: other.id,
        activity: 'repair',
        turnaroundDays: 90,
        transportDaysEachWay: 30,
        cost: { currency: 'USD', minorUnits: 1 },
        transportCost: { currency: 'USD', minorUnits: 1 },
        source: 'x',
        validFrom: '2026-01-01',
      });
    expect((await keptOf(plant.people.program, outside))[0]).toMatchObject({ code: 'access.outside_program' });
  });

  it('a record that is there but not theirs to see, and not one that is not there', async () => {
    const { id } = await plant.orderIn('in_work');
    const { items } = await plant.send(plant.people.depot, 'GET', `/v1/work-orders/${id}/operations`);
    const hidden = [
      ['getWorkOrder', `/v1/work-orders/${id}`],
      ['askTransitions', `/v1/work-orders/${id}/transitions`],
      ['getOperation', `/v1/work-orders/${id}/operations/${items[0].id}`],
      ['getFacility', `/v1/facilities/${plant.ids.facility}`],
      ['listCertifications', `/v1/facilities/${plant.ids.facility}/certifications`],
      ['getPerson', `/v1/people/${plant.people.depot.id}`],
      ['getAuthorization', `/v1/authorizations/${plant.ids.authorization}`],
    ] as const;
    const kept = await keptOf(stranger, async () => {
      for (const [, path] of hidden) {
        const seen = await plant.ask(stranger, 'GET', path);
        const missing = await plant.ask(stranger, 'GET', path.replaceAll(/[0-9a-f-]{36}/g, NOWHERE));
        expect([seen.status, missing.status]).toEqual([404, 404]);
        // The two answers are the same to the letter, but for the address that was asked.
        expect({ ...seen.body, instance: '' }).toEqual({ ...missing.body, instance: '' });
        expect(Object.keys(seen.headers).sort()).toEqual(Object.keys(missing.headers).sort());
      }
    });
    expect(kept.map((d) => [d.operationId, d.path])).toEqual(hidden);
    expect(new Set(kept.map((d) => d.code))).toEqual(new Set(['resource.not_found']));
  });

  it('not a part asked for under the wrong order, when both are theirs to see', async () => {
    const one = await plant.orderIn('in_work');
    const two = await plant.orderIn('in_work');
    const { items } = await plant.send(plant.people.depot, 'GET', `/v1/work-orders/${two.id}/operations`);
    const kept = await keptOf(plant.people.depot, async () => {
      const answer = await plant.ask(
        plant.people.depot,
        'PATCH',
        `/v1/work-orders/${one.id}/operations/${items[0].id}`,
        { title: { en: 'mine' } },
        { 'if-match': '"1"' },
      );
      expect(answer.status).toBe(404);
    });
    expect(kept).toEqual([]);
  });

  it('nothing of other refusals: bad input, stale revisions, blocked actions', async () => {
    const { id } = await plant.orderIn('in_work');
    const kept = await keptOf(plant.people.depot, async () => {
      const path = `/v1/work-orders/${id}/transitions`;
      expect((await plant.ask(plant.people.depot, 'POST', path, { action: 'dance' })).status).toBe(400);
      expect((await plant.ask(plant.people.depot, 'POST', path, { action: 'start' })).status).toBe(428);
      const stale = { 'if-match': '"1"' };
      expect((await plant.ask(plant.people.depot, 'POST', path, { action: 'start' }, stale)).status).toBe(412);
      expect((await plant.act(plant.people.depot, id, 'await_parts')).status).toBe(409);
      expect((await plant.app.call(null, 'GET', path)).status).toBe(401);
    });
    expect(kept).toEqual([]);
  });
});

describe('the log', () => {
  it('is for administrators, and keeps that somebody else asked for it', async () => {
    const kept = await keptOf(plant.people.program, async () => {
      expect((await plant.ask(plant.people.program, 'GET', '/v1/denials?limit=1')).status).toBe(403);
    });
    expect(kept).toMatchObject([{ operationId: 'listDenials', path: '/v1/denials' }]);
  });

  it('is read by person, code and time, a page at a time, the latest first', async () => {
    plant.clock.advance({ days: 1 });
    const from = plant.clock.now();
    const paths: string[] = [];
    for (let n = 0; n < 5; n++) {
      const path = n % 2 === 0 ? `/v1/people/${plant.people.depot.id}` : '/v1/denials';
      await plant.ask(stranger, 'GET', path);
      paths.unshift(path);
      plant.clock.advance({ seconds: 1 });
    }
    const walked: Loose[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Loose = await plant.send(
        'admin',
        'GET',
        `/v1/denials?from=${from}&limit=2${cursor && `&cursor=${cursor}`}`,
      );
      walked.push(...page.items);
      cursor = page.next;
    }
    expect(walked.map((d) => d.path)).toEqual(paths);
    expect((await denials(`from=${from}&code=access.role_denied`)).length).toBe(2);
    expect((await denials(`from=${from}&personId=${plant.people.depot.id}`)).length).toBe(0);
    const third = walked[2].at;
    expect((await denials(`from=${from}&to=${third}`)).length).toBe(2);
    expect((await denials(`from=${third}&to=${third}`)).length).toBe(0);
    for (const query of ['code=nonsense', 'personId=x', 'from=yesterday', 'sort=path', 'colour=red'])
      expect((await plant.ask('admin', 'GET', `/v1/denials?${query}`)).status).toBe(400);
  });

  it('is not filled by a flood: so many of one person in a minute, the last one marked, others’ as before', async () => {
    plant.clock.advance({ days: 1 });
    const from = plant.clock.now();
    const { count } = DENIALS_KEPT.minute;
    const flood = Array.from({ length: count + 20 }, () => plant.ask(stranger, 'GET', '/v1/denials'));
    expect(new Set((await Promise.all(flood)).map((a) => a.status))).toEqual(new Set([403]));
    await plant.ask(plant.people.depot, 'GET', '/v1/denials');
    const kept = await denials(`from=${from}&personId=${stranger.id}&limit=200`);
    expect(kept.length).toBe(count);
    expect(kept.map((d) => d.reached).sort()).toEqual(['minute', ...Array(count - 1).fill(null)]);
    expect((await denials(`from=${from}&personId=${plant.people.depot.id}`)).length).toBe(1);
    plant.clock.advance({ seconds: 61 });
    await plant.ask(stranger, 'GET', '/v1/denials');
    expect((await denials(`from=${from}&personId=${stranger.id}&limit=200`)).length).toBe(count + 1);
  });

  it('changes no answer when it can’t be written', async () => {
    const broken = await startPlant();
    const { id } = await broken.orderIn('in_work');
    await broken.app.database.write(async (tx) => {
      await tx.statement('drop table denials');
    });
    expect((await broken.ask(broken.people.depot, 'GET', '/v1/denials')).body.code).toBe('access.role_denied');
    const elsewhere = await broken.hire({ name: 'Elsewhere', roles: ['depot_staff'], facility: false });
    expect((await broken.ask(elsewhere, 'GET', `/v1/work-orders/${id}`)).status).toBe(404);
    expect((await broken.order(id)).status).toBe('in_work');
    await broken.close();
  });
});
