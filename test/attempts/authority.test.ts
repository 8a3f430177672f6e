// Attempts to work without the permission for it: authorizations, ceilings, certificates, roles, scope and keys that do not reach so far.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Loose } from '../support/app.ts';
import { because, faultsOf, guardsOf, handleOf, refusal, withBays } from '../support/order.ts';
import { type Plant, startPlant } from '../support/plant.ts';

let plant: Plant;
beforeAll(async () => {
  plant = await withBays(await startPlant());
});
afterAll(() => plant.close());

const order = (...args: Parameters<typeof handleOf> extends [Plant, ...infer Rest] ? Rest : never) =>
  handleOf(plant, ...args);
const people = () => plant.people;
const usd = (minorUnits: number) => ({ currency: 'USD', minorUnits });
let numbers = 0;
/** An authorization that covers the plant's work, changed as said. */
const authorization = async (fields: object = {}): Promise<Loose> => {
  numbers += 1;
  return await plant.send('admin', 'POST', '/v1/authorizations', {
    kind: 'taa',
    number: `T-${numbers}`,
    issuer: 'DDTC',
    platformIds: [plant.ids.platform],
    facilityIds: [plant.ids.facility],
    activities: ['repair', 'inspection'],
    validFrom: '2024-01-01',
    validTo: '2029-12-31',
    ...fields,
  });
};
const patchRecord = async (path: string, body: object) => {
  const { revision } = await plant.send('admin', 'GET', path);
  return await plant.send('admin', 'PATCH', path, body, { 'if-match': `"${revision}"` });
};
const authorize = (o: Loose, authorizationId: string, estimatedCost: object = usd(1_000)): Promise<Answer> =>
  o.act(people().program, 'authorize', { authorizationId, estimatedCost });

describe('an authorization covers what it names, and nothing else', () => {
  it('a blank one is not universal: not for the platform, the plant or the work', async () => {
    const o = await order('submitted');
    const blank = await authorization({ platformIds: [], categories: [], facilityIds: [], activities: [] });
    // The program office does not even see it; with its platform named it sees how little else it covers.
    expect(faultsOf(await o.unchanged(() => authorize(o, blank.id)))).toEqual(['/authorizationId reference.unknown']);
    for (const missing of [{ facilityIds: [] }, { activities: [] }, { facilityIds: [], activities: [] }]) {
      const a = await authorization(missing);
      const answer = await o.unchanged(() => authorize(o, a.id));
      expect(guardsOf(answer)).toEqual(['authorization_covers']);
    }
    const byOtherCategory = await authorization({ platformIds: [plant.ids.platform] });
    await patchRecord(`/v1/authorizations/${byOtherCategory.id}`, { validTo: '2026-03-01' });
    expect(guardsOf(await o.unchanged(() => authorize(o, byOtherCategory.id)))).toEqual(['authorization_covers']);
  });

  it('an operation of another activity inside a repair is not done', async () => {
    const o = await order('in_work');
    plant.clock.advance({ hours: 1 });
    const [planned] = await o.list('operations');
    const modified = await o.patch(people().depot, `operations/${planned.id}`, { activity: 'modification' });
    await o.decide(people().program, `operations/${planned.id}/approve`);
    expect(modified.body.activity).toBe('modification');
    const answer = await o.unchanged(() => o.post(people().technician, `operations/${planned.id}/complete`));
    expect(guardsOf(answer)).toEqual(['authorization_covers']);
    expect(answer.body.blockedBy[0].message.en).toContain('does not cover modification');
    // Nor is it started with one: the order is judged with everything in it.
    const early = await order('inducted');
    await plant.inspect(people().inspector, early.id, 'receiving');
    await plant.send(people().depot, 'POST', early.path('operations'), {
      title: { en: 'New radio' },
      activity: 'modification',
    });
    expect(guardsOf(await early.unchanged(() => early.act(people().depot, 'start')))).toEqual(['authorization_covers']);
  });

  it('one revoked, suspended, not yet valid or expired lets nobody in', async () => {
    const o = await order('authorized');
    const own = await authorization();
    await o.act(people().program, 'reauthorize', { authorizationId: own.id, estimatedCost: usd(1), ...because });
    const { by, body } = await plant.ready(o.id, 'induct');
    const path = `/v1/authorizations/${own.id}`;
    for (const patch of [
      { status: 'suspended' },
      { status: 'revoked', statusOn: '2026-03-02' },
      { status: 'active', statusOn: '2026-03-03' },
    ]) {
      await patchRecord(path, patch);
      expect(guardsOf(await o.unchanged(() => o.act(by, 'induct', body)))).toEqual(['authorization_covers']);
    }
    // Saying that it happened before the revocation needs a day on which the order stood there.
    const back = await o.unchanged(() => o.act(by, 'induct', { ...body, occurredAt: '2026-03-01T00:00:00Z' }));
    expect(faultsOf(back)).toEqual(['/occurredAt occurred_at.before_last']);
  });

  it('one that nobody has, or that is out of the program office’s sight, is unknown', async () => {
    const o = await order('submitted');
    const elsewhere = await plant.send('admin', 'POST', '/v1/platforms', {
      designation: 'F-35A',
      nomenclature: { en: 'Lightning II' },
      kind: 'aircraft',
      service: 'air_force',
      export: { regime: 'ITAR', category: 'VIII(h)' },
    });
    const foreign = await authorization({ platformIds: [elsewhere.id] });
    for (const id of [foreign.id, o.id])
      expect(faultsOf(await o.unchanged(() => authorize(o, id)))).toEqual(['/authorizationId reference.unknown']);
  });
});

describe('the ceiling', () => {
  it('is not shared by two orders that are authorized at once', async () => {
    const { id } = await authorization({ valueCeiling: usd(1_000_000) });
    const orders = [await order('submitted'), await order('submitted'), await order('submitted')];
    const answers = await Promise.all(orders.map((o) => authorize(o, id, usd(600_000))));
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409, 409]);
    for (const a of answers.filter((x) => x.status === 409)) expect(guardsOf(a)).toEqual(['value_within_ceiling']);
    expect((await plant.send('admin', 'GET', `/v1/authorizations/${id}`)).valueUsed).toEqual(usd(600_000));
  });

  it('holds for raised estimates too, one after the other and at once', async () => {
    const { id } = await authorization({ valueCeiling: usd(1_000_000) });
    const orders = [await order('submitted'), await order('submitted')];
    for (const o of orders) expect((await authorize(o, id, usd(400_000))).status).toBe(200);
    const raise = { authorizationId: id, estimatedCost: usd(600_000), ...because };
    const answers = await Promise.all(orders.map((o) => o.act(people().program, 'reauthorize', raise)));
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
    // A cancelled order uses none of it.
    await orders[answers[0]?.status === 200 ? 0 : 1]?.act(people().program, 'cancel', because);
    const other = orders[answers[0]?.status === 200 ? 1 : 0];
    expect((await other?.act(people().program, 'reauthorize', raise))?.status).toBe(200);
  });

  it('is not slipped under in another currency, nor above by a number too large to add', async () => {
    const { id } = await authorization({ valueCeiling: usd(1_000_000) });
    const o = await order('submitted');
    for (const cost of [{ currency: 'JPY', minorUnits: 1 }, usd(1_000_001), usd(Number.MAX_SAFE_INTEGER)])
      expect(guardsOf(await o.unchanged(() => authorize(o, id, cost)))).toEqual(['value_within_ceiling']);
    for (const cost of [usd(-1), usd(0.5), { currency: 'usd', minorUnits: 1 }, usd(2 ** 53)])
      expect((await o.unchanged(() => authorize(o, id, cost))).status).toBe(400);
  });
});

describe('what was authorized stays what is done', () => {
  it('the plant, the item, the work and its level are not changed once it is more than a draft', async () => {
    const elsewhere = await plant.send('admin', 'POST', '/v1/facilities', {
      code: 'ELS',
      name: { en: 'Elsewhere' },
      operator: 'joint',
      prefecture: '愛知県',
      calendar: 'japan',
      bays: 1,
    });
    const item = await plant.item('SWAP-1');
    for (const status of ['submitted', 'authorized', 'in_work', 'awaiting_acceptance', 'released', 'closed'] as const) {
      const o = await order(status);
      for (const patch of [
        { facilityId: elsewhere.id },
        { equipmentId: item },
        { activity: 'modification' },
        { level: 'organizational' },
      ])
        expect(refusal(await o.unchanged(() => o.patch(people().program, '', patch)))).toEqual([
          409,
          'work_order.not_editable',
        ]);
      for (const patch of [{ status: 'released' }, { authorizationId: plant.ids.authorization }, { rootId: o.id }])
        expect(refusal(await o.unchanged(() => o.patch(people().program, '', patch)))).toEqual([
          400,
          'request.invalid',
        ]);
    }
  });

  it('sent back to draft it loses authorization and estimate, and is authorized anew', async () => {
    const o = await order('authorized');
    const back = await o.act(people().program, 'return', because);
    expect(back.body).toMatchObject({ status: 'draft', authorizationId: null, estimatedCost: null, targetDate: null });
    await o.patch(people().program, '', { activity: 'modification' });
    await o.act(people().program, 'submit');
    expect(guardsOf(await o.unchanged(() => authorize(o, plant.ids.authorization)))).toEqual(['authorization_covers']);
  });

  it('an order that has ended is not re-opened, edited or added to', async () => {
    for (const status of ['released', 'closed', 'cancelled', 'condemned'] as const) {
      const o = await order(status);
      const { transitions } = await o.get('transitions');
      expect(transitions.map((t: Loose) => t.action)).toEqual(status === 'released' ? ['close'] : []);
      const attempts = [
        () => o.patch(people().program, '', { discrepancy: { en: 'other' } }),
        () => o.post(people().depot, 'operations', { title: { en: 'more' } }),
        () => o.post(people().depot, 'part-demands', { partNumber: 'P', nomenclature: { en: 'p' }, quantity: 1 }),
        () => o.post(people().inspector, 'inspections', { kind: 'in_process' }),
        () => o.post(people().inspector, 'nonconformances', { severity: 'minor', description: { en: 'late' } }),
        () => o.post(people().program, 'targets', { date: '2027-01-01', cause: { en: 'late' } }),
        () => o.act(people().depot, 'resume'),
        () => o.act(people().inspector, 'recall', because),
        () => o.act(people().depot, 'hold', { cause: 'weather', ...because }),
      ];
      for (const attempt of attempts) expect((await o.unchanged(attempt)).status).toBe(409);
    }
  });

  it('an item is not swapped for another at the gate', async () => {
    const o = await order('authorized');
    const custody = { document: 'D', deliveredBy: 'VMM', receivedBy: 'KSZ', serialNumber: 'ANOTHER' };
    expect(guardsOf(await o.unchanged(() => o.act(people().depot, 'induct', { custody })))).toEqual([
      'equipment_matches',
    ]);
  });
});

describe('a role reaches as far as its own scope', () => {
  it('a program office of other platforms that also works at the plant authorizes nothing there', async () => {
    const other = await plant.send('admin', 'POST', '/v1/platforms', {
      designation: 'CH-53K',
      nomenclature: { en: 'King Stallion' },
      kind: 'aircraft',
      service: 'marine_corps',
      export: { regime: 'ITAR', category: 'VIII(a)' },
    });
    const double = await plant.hire({ name: 'Double', roles: ['depot_staff', 'program_office'] });
    await patchRecord(`/v1/people/${double.id}`, { programPlatformIds: [other.id] });
    const o = await order('submitted');
    const asked = await plant.send(double, 'GET', o.path('transitions'));
    const offered = asked.transitions.find((t: Loose) => t.action === 'authorize');
    expect(offered).toMatchObject({ allowed: false });
    const attempt = { authorizationId: plant.ids.authorization, estimatedCost: usd(1) };
    expect(refusal(await o.unchanged(() => o.act(double, 'authorize', attempt)))).toEqual([403, 'access.role_denied']);

    const worked = await order('in_work');
    const extra = await plant.send(double, 'POST', worked.path('operations'), { title: { en: 'Extra' } });
    const approvals = [
      () => worked.decide(double, `operations/${extra.id}/approve`),
      () => worked.post(double, 'targets', { date: '2027-01-01', cause: { en: 'later' } }),
      () => worked.patch(double, '', { priority: { forceActivity: 'I', urgency: 'A' } }),
      () => worked.act(double, 'cancel', because),
    ];
    for (const attempt of approvals)
      expect(refusal(await worked.unchanged(attempt))).toEqual([403, 'access.role_denied']);
    // A hold of theirs is the plant's, and charged as the plant charges.
    await worked.act(double, 'hold', { cause: 'funding', ...because });
    expect((await worked.order()).heldByProgram).toBe(false);
    expect((await worked.get('segments')).items.at(-1).acknowledgement).toBe('unacknowledged');
  });

  it('who lost the plant loses its orders, and the answers they got from them', async () => {
    const leaver = await plant.hire({ name: 'Leaver', roles: ['depot_staff'] });
    const o = await order('in_work');
    const headers = { 'idempotency-key': 'mine' };
    const body = { severity: 'minor', description: { en: 'mine' } };
    const path = o.path('nonconformances');
    expect((await plant.ask(leaver, 'POST', path, body, headers)).status).toBe(201);
    await patchRecord(`/v1/people/${leaver.id}`, { facilityIds: [] });
    expect((await plant.ask(leaver, 'POST', path, body, headers)).status).toBe(404);
    expect((await plant.ask(leaver, 'GET', o.path())).status).toBe(404);
  });

  it('who lost the role gets no replay of what they did in it', async () => {
    const changer = await plant.hire({ name: 'Changer', roles: ['depot_staff'] });
    const o = await order('in_work');
    const headers = { 'idempotency-key': 'theirs' };
    const body = { title: { en: 'Extra' } };
    expect((await plant.ask(changer, 'POST', o.path('operations'), body, headers)).status).toBe(201);
    await patchRecord(`/v1/people/${changer.id}`, { roles: ['host_office'] });
    expect(refusal(await plant.ask(changer, 'POST', o.path('operations'), body, headers))).toEqual([
      403,
      'access.role_denied',
    ]);
  });

  it('the key of a person who left, and a key that was ended, open nothing from that instant', async () => {
    const gone = await plant.hire({ name: 'Gone', roles: ['depot_staff'] });
    const o = await order('in_work');
    expect((await plant.ask(gone, 'GET', o.path())).status).toBe(200);
    await patchRecord(`/v1/people/${gone.id}`, { endedOn: '2026-03-01' });
    const answer = await o.unchanged(() => o.post(gone, 'operations', { title: { en: 'x' } }));
    expect(refusal(answer)).toEqual([401, 'session.unauthenticated']);
    // Nor is anything logged in their name after their last day.
    await patchRecord(`/v1/people/${gone.id}`, { endedOn: '2026-03-02' });
    plant.clock.advance({ days: 1 });
    const [operation] = await o.list('operations');
    const complete = o.post(people().technician, `operations/${operation.id}/complete`, { performedBy: gone.id });
    expect(guardsOf(await complete)).toEqual(['technician_qualified']);
  });

  it('an administrator moves no order, not even one they could have made, and nobody moves one without a key', async () => {
    const o = await order('submitted');
    for (const action of ['return', 'authorize', 'cancel']) {
      const body = { action, ...because, authorizationId: plant.ids.authorization, estimatedCost: usd(1) };
      const bare = action === 'authorize' ? body : { action, ...because };
      if (action === 'authorize') delete (bare as Loose).reason;
      expect(refusal(await o.unchanged(() => o.decide('admin', 'transitions', bare)))).toEqual([
        403,
        'access.role_denied',
      ]);
    }
    const anonymous = await o.unchanged(async () =>
      plant.app.call(null, 'POST', o.path('transitions'), { action: 'cancel', ...because }, await o.at()),
    );
    expect(anonymous.status).toBe(401);
  });

  it('parts of one order are not reached through another', async () => {
    const [mine, other] = [await order('in_work'), await order('in_work')];
    const [operation] = await other.list('operations');
    const attempts = [
      () => mine.post(people().technician, `operations/${operation.id}/complete`),
      () => mine.patch(people().depot, `operations/${operation.id}`, { title: { en: 'x' } }),
      () => mine.decide(people().inspector, `operations/${operation.id}/not-applicable`, because),
    ];
    for (const attempt of attempts) expect((await other.unchanged(() => mine.unchanged(attempt))).status).toBe(404);
    const hours = { operationId: operation.id, hours: 1, on: '2026-03-02' };
    expect(faultsOf(await mine.unchanged(() => mine.post(people().depot, 'labor', hours)))).toContain(
      '/operationId reference.unknown',
    );
    const inspection = { kind: 'in_process', operationId: operation.id };
    expect(faultsOf(await mine.unchanged(() => mine.post(people().inspector, 'inspections', inspection)))).toEqual([
      '/operationId reference.unknown',
    ]);
  });
});

describe('certificates are judged on the day of the act', () => {
  it('a certificate whose scope names nothing, another platform or another activity covers nothing', async () => {
    const path = `/v1/facilities/${plant.ids.facility}/certifications/${plant.ids.certification}`;
    const o = await order('submitted');
    try {
      for (const scopeCodes of [[], ['F-35A'], ['MV-22B/overhaul'], ['mv-22b'], ['MV-22'], ['MV-22BX', '*']]) {
        await patchRecord(path, { scopeCodes });
        const answer = await o.unchanged(() => authorize(o, plant.ids.authorization));
        expect(guardsOf(answer)).toEqual(['facility_qualified']);
      }
    } finally {
      await patchRecord(path, { scopeCodes: ['MV-22B'] });
    }
    expect((await authorize(o, plant.ids.authorization)).status).toBe(200);
  });

  it('a late log does not reach back past the last act to a day when the certificate held', async () => {
    const o = await order('authorized');
    const path = `/v1/facilities/${plant.ids.facility}/certifications/${plant.ids.certification}`;
    const held = plant.clock.now();
    plant.clock.advance({ days: 2 });
    // An act since: nothing is logged as of before it.
    await o.act(people().program, 'reauthorize', {
      authorizationId: plant.ids.authorization,
      estimatedCost: usd(5),
      ...because,
    });
    await patchRecord(path, { validTo: held.slice(0, 10) });
    try {
      const { by, body } = await plant.ready(o.id, 'induct');
      expect(guardsOf(await o.unchanged(() => o.act(by, 'induct', body)))).toEqual(['facility_qualified']);
      const lied = await o.unchanged(() => o.act(by, 'induct', { ...body, occurredAt: held }));
      expect(faultsOf(lied)).toEqual(['/occurredAt occurred_at.before_last']);
    } finally {
      await patchRecord(path, { validTo: '2029-12-31' });
    }
  });
});
