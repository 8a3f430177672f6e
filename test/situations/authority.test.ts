// What the work rests on goes away: a certificate, an authorization, the money. Each test tells one situation from beginning to end.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Loose } from '../support/app.ts';
import { guardsOf, handleOf } from '../support/order.ts';
import { type Plant, startPlant } from '../support/plant.ts';

let plant: Plant;
beforeEach(async () => {
  plant = await startPlant();
});
afterEach(() => plant.close());

const because = (en: string) => ({ reason: { en } });

/** Changes a register's record at the revision it has. */
async function amend(path: string, patch: object): Promise<Loose> {
  const { revision } = await plant.send('admin', 'GET', path);
  return await plant.send('admin', 'PATCH', path, patch, { 'if-match': `"${revision}"` });
}

describe('a certificate', () => {
  it('is suspended while in work: the next guarded act is blocked, work of the days before still counts, and a hold waits for its return', async () => {
    const { people, ids, clock } = plant;
    const order = await handleOf(plant, 'in_work');
    const [operation] = await order.list('operations');
    const certificate = `/v1/facilities/${ids.facility}/certifications/${ids.certification}`;
    const worked = clock.now();

    clock.set('2026-03-05T00:00:00.000Z');
    await amend(certificate, {
      status: 'suspended',
      statusOn: '2026-03-05',
      statusReason: { en: 'Surveillance audit overdue', ja: 'サーベイランス審査の遅延' },
    });
    // Nothing stopped by itself; what the order is did not change.
    expect((await order.order()).status).toBe('in_work');
    const blocked = await order.decide(people.technician, `operations/${operation.id}/complete`);
    expect(guardsOf(blocked)).toEqual(['facility_qualified']);
    expect(blocked.body.blockedBy[0].message.en).toContain('suspended on 2026-03-05');
    expect(blocked.body.blockedBy[0].evidence[0]).toMatchObject({ record: 'certification', id: ids.certification });
    // The work of the second was done under a certificate in force, whenever it is logged.
    const late = await order.decide(people.technician, `operations/${operation.id}/complete`, {
      performedAt: worked,
      lateReason: { ja: '現場端末の不具合' },
    });
    expect([late.status, late.body.status]).toEqual([200, 'done']);

    // The plant has no right to go on, and says so on the clock: the hold is its own to answer for.
    const hold = { cause: 'capacity', ...because('SJAC 9110B suspended') };
    expect((await order.act(people.depot, 'hold', hold)).body.status).toBe('on_hold');
    expect(guardsOf(await order.act(people.depot, 'resume'))).toEqual(['facility_qualified']);
    clock.set('2026-03-12T00:00:00.000Z');
    await amend(certificate, { status: 'active', statusOn: '2026-03-12' });
    expect((await order.act(people.depot, 'resume')).body.status).toBe('in_work');
    await order.go('present', 'accept', 'release');
    const held = (await order.list('segments')).find((s: Loose) => s.category === 'capacity');
    expect(held).toMatchObject({ responsible: 'facility', to: '2026-03-12T00:00:00.000Z' });
  });
});

describe('an authorization', () => {
  it('is revoked after work was done under it: that work is logged as done under it, though the order has another since', async () => {
    const { people, ids, clock } = plant;
    const order = await handleOf(plant, 'in_work');
    const [operation] = await order.list('operations');
    const worked = clock.now();
    clock.set('2026-03-05T00:00:00.000Z');
    await amend(`/v1/authorizations/${ids.authorization}`, {
      status: 'revoked',
      statusReason: { en: 'policy review' },
    });
    const next = await plant.send('admin', 'POST', '/v1/authorizations', {
      kind: 'dsp_5',
      number: '050-9',
      issuer: 'DDTC',
      platformIds: [ids.platform],
      facilityIds: [ids.facility],
      activities: ['repair'],
      validFrom: '2026-03-05',
    });
    const estimatedCost = { currency: 'USD', minorUnits: 1_200_000 };
    const body = { authorizationId: next.id, estimatedCost, ...because('TAA revoked') };
    expect((await order.act(people.program, 'reauthorize', body)).status).toBe(200);
    // On the day that it says, not a day later.
    const complete = (performedAt: string) =>
      order.decide(people.technician, `operations/${operation.id}/complete`, {
        performedAt,
        lateReason: { en: 'The terminal was down.', ja: '端末の故障のため。' },
      });
    clock.set('2026-03-06T00:00:00.000Z');
    expect((await complete(worked)).body.status).toBe('done');
    const [event] = (await order.list('events?sort=-sequence&limit=1')) as Loose[];
    expect(event.type).toBe('operation_completed');
    const relied = await plant.send(
      'admin',
      'GET',
      `/v1/exposure/relied-on?record=authorization&id=${ids.authorization}`,
    );
    expect(relied.items.map((i: Loose) => i.sequence)).toContain(event.sequence);
  });

  it('is revoked: nothing passes until the program office puts the order on another one', async () => {
    const { people, ids, clock } = plant;
    const order = await handleOf(plant, 'in_work');
    const [operation] = await order.list('operations');
    clock.advance({ days: 1 });
    await amend(`/v1/authorizations/${ids.authorization}`, {
      status: 'revoked',
      statusReason: { en: 'policy review' },
    });
    const complete = () => order.decide(people.technician, `operations/${operation.id}/complete`);
    expect(guardsOf(await complete())).toEqual(['authorization_covers']);
    expect(
      (await order.act(people.program, 'hold', { cause: 'authorization', ...because('TAA revoked') })).status,
    ).toBe(200);
    // The program office set the hold: the plant does not lift it.
    expect((await order.act(people.depot, 'resume')).body.code).toBe('access.role_denied');
    expect(guardsOf(await order.act(people.program, 'resume'))).toEqual(['authorization_covers']);

    // A permission for repair alone, with too low a ceiling, then one that fits.
    const permit = (number: string, minorUnits: number) =>
      plant.send('admin', 'POST', '/v1/authorizations', {
        kind: 'dsp_5',
        number,
        issuer: 'DDTC',
        platformIds: [ids.platform],
        facilityIds: [ids.facility],
        activities: ['repair'],
        validFrom: '2026-03-01',
        valueCeiling: { currency: 'USD', minorUnits },
      });
    const small = await permit('050-1', 100);
    const large = await permit('050-2', 5_000_000);
    const estimatedCost = { currency: 'USD', minorUnits: 1_200_000 };
    const move = (authorizationId: string) =>
      order.act(people.program, 'reauthorize', { authorizationId, estimatedCost, ...because('TAA revoked') });
    expect(guardsOf(await move(small.id))).toEqual(['value_within_ceiling']);
    // What would be, can be asked before.
    const asked = await order.get(`transitions?authorizationId=${large.id}`);
    expect(asked.transitions.find((t: Loose) => t.action === 'resume').blockedBy).toEqual([]);
    expect((await move(large.id)).body).toMatchObject({ status: 'on_hold', authorizationId: large.id });
    clock.advance({ days: 3 });
    expect((await order.act(people.program, 'resume')).body.status).toBe('in_work');
    expect((await complete()).body.status).toBe('done');
    await order.go('present', 'accept', 'release');

    // The days without a permission are the government's.
    const held = (await order.list('segments')).find((s: Loose) => s.category === 'authorization');
    expect(held.responsible).toBe('government');
    // The first authorization counts this order no longer; the second does.
    const used = async (id: string) =>
      (await plant.send('admin', 'GET', `/v1/authorizations/${id}`)).valueUsed?.minorUnits ?? 0;
    expect([await used(ids.authorization), await used(large.id)]).toEqual([0, 1_200_000]);
  });
});

describe('the money', () => {
  it('runs out before the work starts: the program office holds the order at the gate, and only it lets it go on', async () => {
    const { people, clock } = plant;
    const order = await handleOf(plant, 'inducted');
    clock.advance({ hours: 2 });
    const held = await order.act(people.program, 'hold', { cause: 'funding', ...because('continuing resolution') });
    expect(held.body).toMatchObject({ status: 'on_hold', holdCause: 'funding', stoodAt: 'inducted' });
    // The plant may say that a typhoon keeps it from working meanwhile; that lifts nothing.
    clock.advance({ days: 1 });
    expect((await order.act(people.depot, 'hold', { cause: 'weather', ...because('typhoon') })).body.holdCause).toBe(
      'weather',
    );
    clock.advance({ days: 1 });
    expect((await order.act(people.depot, 'resume')).body.code).toBe('access.role_denied');
    const resumed = await order.act(people.program, 'resume');
    expect(resumed.body).toMatchObject({ status: 'inducted', startedAt: null, conditionCode: 'F' });
    // Back where it stood, it starts as any other.
    await order.go('start');
    expect((await order.list('segments')).map((s: Loose) => [s.category, s.responsible])).toEqual([
      ['receiving', 'facility'],
      ['funding', 'government'],
      ['weather', 'none'],
      ['receiving', 'facility'],
      ['maintenance', 'facility'],
    ]);
  });
});
