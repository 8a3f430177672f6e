// The main job, told over HTTP: a repair from request to close, and beside it everything that must be refused.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Loose } from '../../support/app.ts';
import { type Plant, startPlant } from '../../support/plant.ts';

const custody = (serialNumber: string) => ({
  custody: { document: 'DD1149-26-001', deliveredBy: 'VMM-265', receivedBy: 'KSZ receiving', serialNumber },
});
const guardsOf = (body: Loose): string[] => body.blockedBy.map((b: Loose) => b.guard);

describe('a repair from request to close', () => {
  let plant: Plant;
  beforeAll(async () => {
    plant = await startPlant();
  });
  afterAll(() => plant.close());

  it('goes all the way, and its clock says where the time went', async () => {
    const { people, clock, ids, send, act, ask } = plant;
    const { depot, technician, inspector, acceptor, program } = people;

    // The program office asks; the plant is qualified by an equivalence, and the answer says so.
    const { id, number } = await plant.draft();
    expect(number).toBe('KSZ-26061-0001');
    const asked = await send(program, 'GET', `/v1/work-orders/${id}/transitions?authorizationId=${ids.authorization}`);
    expect(asked.transitions.map((t: Loose) => t.action)).toEqual(['submit', 'cancel']);
    expect((await act(program, id, 'submit')).status).toBe(200);
    const offers = await send(program, 'GET', `/v1/work-orders/${id}/transitions?authorizationId=${ids.authorization}`);
    const authorize = offers.transitions.find((t: Loose) => t.action === 'authorize');
    expect(authorize.allowed).toBe(true);
    const qualified = authorize.satisfied.find((g: Loose) => g.guard === 'facility_qualified');
    expect(qualified.message.en).toContain('AS9110C is met by SJAC 9110B certificate JP-9110-0042');
    expect(qualified.message.ja).toContain('SJAC 9110B認証JP-9110-0042');
    expect(qualified.evidence.map((e: Loose) => e.record)).toEqual(['certification', 'equivalence']);
    const authorized = await act(program, id, 'authorize', {
      authorizationId: ids.authorization,
      estimatedCost: { currency: 'USD', minorUnits: 4_200_000 },
      targetDate: '2026-03-20',
    });
    expect(authorized.body.status).toBe('authorized');

    // The item arrives and is received.
    clock.set('2026-03-03T00:00:00.000Z');
    expect((await act(depot, id, 'induct', custody('168243'))).body.status).toBe('inducted');
    const early = await act(depot, id, 'start');
    expect(early.status).toBe(409);
    expect(guardsOf(early.body)).toEqual(['receiving_inspection_passed', 'operations_planned']);
    await plant.inspect(inspector, id, 'receiving');
    const operation = await send(depot, 'POST', `/v1/work-orders/${id}/operations`, {
      title: { ja: 'ギアボックス交換' },
      technicalData: [{ document: 'TO 1V-22B-2', revision: '3' }],
    });
    clock.set('2026-03-04T00:00:00.000Z');
    expect((await act(depot, id, 'start')).body.conditionCode).toBe('M');

    // A part stops the work for two days.
    const demand = await send(depot, 'POST', `/v1/work-orders/${id}/part-demands`, {
      partNumber: '901-010-400',
      nomenclature: { en: 'gearbox', ja: 'ギアボックス' },
      quantity: 1,
      stopsWork: true,
      supplierId: ids.supplier,
    });
    expect((await act(depot, id, 'await_parts')).body.status).toBe('awaiting_parts');
    clock.set('2026-03-06T00:00:00.000Z');
    const waiting = await act(depot, id, 'resume');
    expect(guardsOf(waiting.body)).toEqual(['no_stopping_wait_open']);
    const at = async () => ({ 'if-match': `"${(await plant.order(id)).revision}"` });
    await send(
      depot,
      'PATCH',
      `/v1/work-orders/${id}/part-demands/${demand.id}`,
      { status: 'received', serialInstalled: 'GB-77' },
      await at(),
    );
    expect((await act(depot, id, 'resume')).body.status).toBe('in_work');

    // Work, presentation, rejection with a nonconformance.
    clock.set('2026-03-06T08:00:00.000Z');
    await send(technician, 'POST', `/v1/work-orders/${id}/operations/${operation.id}/complete`, {}, await at());
    await send(technician, 'POST', `/v1/work-orders/${id}/labor`, {
      operationId: operation.id,
      hours: 7.5,
      on: '2026-03-06',
    });
    expect((await act(depot, id, 'present', { toolsAccounted: true, foreignObjectsCleared: true })).body.status).toBe(
      'in_inspection',
    );
    const unfounded = await act(inspector, id, 'reject', { reason: { ja: '締付トルク超過' } });
    expect(guardsOf(unfounded.body)).toEqual(['nonconformance_raised']);
    const failed = await plant.inspect(inspector, id, 'final', 'failed');
    const nonconformance = await send(inspector, 'POST', `/v1/work-orders/${id}/nonconformances`, {
      severity: 'major',
      description: { ja: '締付トルクが上限を超過', en: 'torque above its limit' },
      inspectionId: failed.id,
      characteristic: 1,
    });
    expect((await act(inspector, id, 'reject', { reason: { ja: '締付トルク超過' } })).body.status).toBe('in_work');

    // Rework, second presentation, acceptance by the plant's independent inspector.
    const dispositioned = await send(
      inspector,
      'POST',
      `/v1/work-orders/${id}/nonconformances/${nonconformance.id}/disposition`,
      { disposition: 'rework', reason: { ja: '再締付' }, operation: { title: { ja: '再締付', en: 'retorque' } } },
      await at(),
    );
    expect(dispositioned.status).toBe('dispositioned');
    clock.set('2026-03-09T01:00:00.000Z');
    await send(
      technician,
      'POST',
      `/v1/work-orders/${id}/operations/${dispositioned.operationId}/complete`,
      {},
      await at(),
    );
    await send(technician, 'POST', `/v1/work-orders/${id}/labor`, {
      operationId: dispositioned.operationId,
      hours: 0.5,
      on: '2026-03-09',
    });
    expect((await act(depot, id, 'present', { toolsAccounted: true, foreignObjectsCleared: true })).status).toBe(200);
    await plant.inspect(inspector, id, 'final');
    const unclosed = await act(inspector, id, 'accept');
    expect(guardsOf(unclosed.body)).toEqual(['nonconformances_closed']);
    await send(inspector, 'POST', `/v1/work-orders/${id}/nonconformances/${nonconformance.id}/close`, {}, await at());
    clock.set('2026-03-09T04:00:00.000Z');
    const accepted = await act(inspector, id, 'accept');
    expect(accepted.body.status).toBe('awaiting_acceptance');

    // The government's acceptance, release, close.
    clock.set('2026-03-10T00:00:00.000Z');
    const unaccepted = await act(acceptor, id, 'release', { conditionCode: 'A' });
    expect(guardsOf(unaccepted.body)).toEqual(['acceptance_inspection_passed']);
    await plant.inspect(acceptor, id, 'acceptance');
    const released = await act(acceptor, id, 'release', { conditionCode: 'A' });
    expect(released.body).toMatchObject({
      status: 'released',
      conditionCode: 'A',
      releasedAt: '2026-03-10T00:00:00.000Z',
    });
    expect(
      (
        await act(program, id, 'close', {
          deliveryReceipt: 'DR-1',
          actualCost: { currency: 'USD', minorUnits: 4_100_000 },
        })
      ).body.status,
    ).toBe('closed');

    // Where the time went, to the hour: segments leave no gap and sum to the gross.
    const { items } = await send(program, 'GET', `/v1/work-orders/${id}/segments`);
    expect(items.map((s: Loose) => s.category)).toEqual([
      'receiving',
      'maintenance',
      'supply',
      'maintenance',
      'inspection',
      'maintenance',
      'inspection',
      'acceptance',
    ]);
    const { clock: hours } = await plant.order(id);
    expect(hours).toMatchObject({
      runs: false,
      grossHours: 168,
      hoursByCategory: { receiving: 24, supply: 48, acceptance: 20 },
    });
    const metric = await send(program, 'GET', '/v1/metrics/turnaround?from=2026-03-01&to=2026-04-01');
    expect(metric.total).toMatchObject({
      count: 1,
      grossHours: { mean: 168, p90: 168 },
      netOfSupplyHours: { mean: 120 },
      onTime: { original: 1 },
    });

    // The record: one chain, every change an event, every signature bound to what was shown.
    const events = await send(program, 'GET', `/v1/work-orders/${id}/events?limit=200`);
    expect(events.items.map((e: Loose) => e.sequence)).toEqual(events.items.map((_: unknown, i: number) => i + 1));
    expect(events.items.slice(1).every((e: Loose, i: number) => e.previousSha256 === events.items[i].sha256)).toBe(
      true,
    );
    expect(events.items.at(-1).type).toBe('closed');
    const item = await ask(program, 'GET', `/v1/equipment/${ids.equipment}`);
    expect(item.body).toMatchObject({ condition: 'FMC', location: 'unit' });
  });
});

describe('what must be refused', () => {
  let plant: Plant;
  beforeAll(async () => {
    plant = await startPlant();
  });
  afterAll(() => plant.close());
  const at = async (id: string) => ({ 'if-match': `"${(await plant.order(id)).revision}"` });
  const certificationPath = () => `/v1/facilities/${plant.ids.facility}/certifications/${plant.ids.certification}`;
  const patchCertification = async (patch: object) => {
    const { revision } = await plant.send('admin', 'GET', certificationPath());
    await plant.send('admin', 'PATCH', certificationPath(), patch, { 'if-match': `"${revision}"` });
  };

  it('a certificate that expired the day before the act', async () => {
    const order = await plant.orderIn('authorized');
    const { serialNumber } = await plant.send('admin', 'GET', `/v1/equipment/${order.equipmentId}`);
    await patchCertification({ validTo: '2026-03-01' });
    const answer = await plant.act(plant.people.depot, order.id, 'induct', custody(serialNumber));
    expect(answer.status).toBe(409);
    expect(answer.body.code).toBe('transition.blocked');
    expect(guardsOf(answer.body)).toEqual(['facility_qualified']);
    expect(answer.body.blockedBy[0].message.en).toContain('not valid on 2026-03-02');
    expect(answer.body.blockedBy[0].message.ja).toContain('2026-03-02');
    await patchCertification({ validTo: '2029-12-31' });
    expect((await plant.act(plant.people.depot, order.id, 'induct', custody(serialNumber))).status).toBe(200);
    await plant.act(plant.people.program, order.id, 'cancel', {
      reason: { en: 'free the bay' },
      custody: { document: 'X', deliveredBy: 'KSZ', receivedBy: 'VMM-265' },
      conditionCode: 'F',
    });
  });

  it('not: a late-logged act on a day when the certificate was valid, though it is not today', async () => {
    const order = await plant.orderIn('authorized');
    const { serialNumber } = await plant.send('admin', 'GET', `/v1/equipment/${order.equipmentId}`);
    const before = plant.clock.now();
    await patchCertification({ validTo: before.slice(0, 10) });
    plant.clock.advance({ days: 2 });
    const today = await plant.act(plant.people.depot, order.id, 'induct', custody(serialNumber));
    expect(guardsOf(today.body)).toEqual(['facility_qualified']);
    const then = await plant.act(plant.people.depot, order.id, 'induct', {
      ...custody(serialNumber),
      occurredAt: before,
    });
    expect(then.body).toMatchObject({ status: 'inducted', inductedAt: before });
    await patchCertification({ validTo: '2029-12-31' });
    await plant.act(plant.people.program, order.id, 'cancel', {
      reason: { en: 'free the bay' },
      custody: { document: 'X', deliveredBy: 'KSZ', receivedBy: 'VMM-265' },
      conditionCode: 'F',
    });
  });

  it('a repair-only authorization for a modification', async () => {
    const { id } = await plant.draft({ activity: 'modification', equipmentId: await plant.item('MOD-1') });
    await plant.act(plant.people.program, id, 'submit');
    const answer = await plant.act(plant.people.program, id, 'authorize', {
      authorizationId: plant.ids.authorization,
      estimatedCost: { currency: 'USD', minorUnits: 1 },
    });
    expect(guardsOf(answer.body)).toEqual(['authorization_covers']);
    expect(answer.body.blockedBy[0].message.en).toContain('does not cover modification');
  });

  it('an inspector who did the work', async () => {
    const both = await plant.hire({
      name: 'Both',
      roles: ['depot_staff', 'qa_inspector'],
      qualifications: [{ qualification: 'CDI' }],
    });
    const order = await plant.orderIn('in_work');
    plant.clock.advance({ hours: 1 });
    const { items } = await plant.send(both, 'GET', `/v1/work-orders/${order.id}/operations`);
    await plant.send(
      both,
      'POST',
      `/v1/work-orders/${order.id}/operations/${items[0].id}/complete`,
      {},
      await at(order.id),
    );
    await plant.act(plant.people.depot, order.id, 'present', { toolsAccounted: true, foreignObjectsCleared: true });
    await plant.inspect(plant.people.inspector, order.id, 'final');
    const answer = await plant.act(both, order.id, 'accept');
    expect(guardsOf(answer.body)).toEqual(['inspector_independent']);
    expect((await plant.act(plant.people.inspector, order.id, 'accept')).status).toBe(200);
  });

  it('NAS 410 required of the technician, ISO 9712 held', async () => {
    const tester = await plant.hire({
      name: 'NDT',
      roles: ['depot_staff'],
      qualifications: [{ qualification: 'ISO 9712' }],
    });
    const order = await plant.orderIn('inducted');
    await plant.inspect(plant.people.inspector, order.id, 'receiving');
    const operation = await plant.send(plant.people.depot, 'POST', `/v1/work-orders/${order.id}/operations`, {
      title: { en: 'Penetrant inspection' },
      requires: 'NAS410-5',
    });
    expect((await plant.act(plant.people.depot, order.id, 'start')).status).toBe(200);
    plant.clock.advance({ hours: 1 });
    const path = `/v1/work-orders/${order.id}/operations/${operation.id}/complete`;
    const answer = await plant.ask(tester, 'POST', path, {}, await at(order.id));
    expect(answer.status).toBe(409);
    expect(guardsOf(answer.body)).toEqual(['technician_qualified']);
    expect(answer.body.blockedBy[0].message.en).toContain('ISO 9712');
    await plant.act(plant.people.program, order.id, 'cancel', {
      reason: { en: 'free the bay' },
      custody: { document: 'X', deliveredBy: 'KSZ', receivedBy: 'VMM-265' },
      conditionCode: 'F',
    });
  });

  it('a second induction of the same equipment, and a full facility', async () => {
    const fresh = await startPlant();
    try {
      const held = await fresh.orderIn('inducted');
      const { serialNumber } = await fresh.send('admin', 'GET', `/v1/equipment/${held.equipmentId}`);
      const again = await fresh.draft({ equipmentId: held.equipmentId });
      await fresh.act(fresh.people.program, again.id, 'submit');
      await fresh.act(fresh.people.program, again.id, 'authorize', {
        authorizationId: fresh.ids.authorization,
        estimatedCost: { currency: 'USD', minorUnits: 1 },
      });
      const second = await fresh.act(fresh.people.depot, again.id, 'induct', custody(serialNumber));
      expect(guardsOf(second.body)).toEqual(['equipment_free']);
      expect(second.body.blockedBy[0].evidence[0].text.en).toContain(held.number);

      await fresh.orderIn('inducted');
      const third = await fresh.orderIn('authorized');
      const other = await fresh.send('admin', 'GET', `/v1/equipment/${third.equipmentId}`);
      const full = await fresh.act(fresh.people.depot, third.id, 'induct', custody(other.serialNumber));
      expect(guardsOf(full.body)).toEqual(['bay_available']);
    } finally {
      await fresh.close();
    }
  });

  it('a stale revision', async () => {
    const { id, revision } = await plant.draft({ equipmentId: await plant.item('STALE-1') });
    await plant.act(plant.people.program, id, 'submit');
    const path = `/v1/work-orders/${id}/transitions`;
    const stale = await plant.ask(
      plant.people.program,
      'POST',
      path,
      { action: 'cancel', reason: { en: 'x' } },
      { 'if-match': `"${revision}"` },
    );
    expect(stale.status).toBe(412);
    expect(stale.body).toMatchObject({ code: 'revision.stale', currentRevision: revision + 1 });
    const absent = await plant.ask(plant.people.program, 'POST', path, { action: 'cancel', reason: { en: 'x' } });
    expect(absent.status).toBe(428);
  });

  it('a changed content hash, and a wrong pin', async () => {
    const { inspector } = plant.people;
    const order = await plant.orderIn('in_inspection');
    await plant.inspect(inspector, order.id, 'final');
    const path = `/v1/work-orders/${order.id}/transitions`;
    const { contentSha256 } = await plant.send(inspector, 'POST', `/v1/work-orders/${order.id}/signing-content`, {
      act: 'accept',
      body: {},
      language: 'ja',
    });
    const signed = (hash: string, pin: string) => ({
      action: 'accept',
      signature: { contentSha256: hash, language: 'ja', pin },
    });
    const wrongPin = await plant.ask(inspector, 'POST', path, signed(contentSha256, '000000'), await at(order.id));
    expect(wrongPin.status).toBe(403);
    expect(wrongPin.body.code).toBe('signature.not_authenticated');
    const changed = await plant.ask(
      inspector,
      'POST',
      path,
      signed(
        contentSha256.replace(/^./, (c: string) => (c === '0' ? '1' : '0')),
        inspector.pin,
      ),
      await at(order.id),
    );
    expect(changed.status).toBe(409);
    expect(changed.body.code).toBe('signature.content_changed');
    // Shown in one language and signed as another is another content.
    const otherLanguage = { action: 'accept', signature: { contentSha256, language: 'en', pin: inspector.pin } };
    expect((await plant.ask(inspector, 'POST', path, otherLanguage, await at(order.id))).body.code).toBe(
      'signature.content_changed',
    );
    expect(
      (await plant.ask(inspector, 'POST', path, signed(contentSha256, inspector.pin), await at(order.id))).status,
    ).toBe(200);
  });
});
