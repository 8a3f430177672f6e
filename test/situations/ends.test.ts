// Orders that end without release: lost, beyond repair, called off. Each test tells one situation from beginning to end.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Loose } from '../support/app.ts';
import { faultsOf, guardsOf, handleOf } from '../support/order.ts';
import { type Plant, startPlant } from '../support/plant.ts';

let plant: Plant;
beforeEach(async () => {
  plant = await startPlant();
});
afterEach(() => plant.close());

const part = { partNumber: '901-010', nomenclature: { en: 'gearbox' }, quantity: 1, stopsWork: true };

describe('an item', () => {
  it('is lost: a survey establishes it, the program office signs, and no order is raised for it any more', async () => {
    const { people, clock } = plant;
    const order = await handleOf(plant, 'in_work');
    const { equipmentId } = await order.order();
    await order.post(people.depot, 'part-demands', part);
    const lose = (more: object) => order.act(people.program, 'condemn', { finding: 'lost', ...more });

    expect(guardsOf(await lose({ conditionCode: 'S' }))).toEqual(['loss_established']);
    expect(guardsOf(await lose({}))).toEqual(['loss_established']);
    clock.advance({ days: 6 });
    const lost = await lose({ surveyReference: 'FLIPL-26-0007' });
    expect(lost.body).toMatchObject({
      status: 'condemned',
      finding: 'lost',
      surveyReference: 'FLIPL-26-0007',
      // It was M, in work; what is gone is in no condition.
      conditionCode: null,
      endedAt: clock.now(),
    });
    expect(lost.body.clock.runs).toBe(false);
    // What was on order for it is not waited for.
    expect((await order.list('part-demands')).map((d: Loose) => d.status)).toEqual(['cancelled']);
    const [signature] = await order.list('signatures?sort=-sequence&limit=1');
    expect(signature).toMatchObject({ act: 'condemn', signer: people.program.id });
    const again = await plant.ask(people.program, 'POST', '/v1/work-orders', {
      equipmentId,
      facilityId: plant.ids.facility,
      activity: 'repair',
      level: 'depot',
      priority: { forceActivity: 'V', urgency: 'C' },
      discrepancy: { en: 'again' },
    });
    expect(faultsOf(again)).toEqual(['/equipmentId equipment.condemned']);
  });

  it('is beyond repair: the inspector proposes scrap, the owner approves it, and only then is it condemned', async () => {
    const { people, clock } = plant;
    const order = await handleOf(plant, 'in_work');
    const { equipmentId } = await order.order();
    const raised = (
      await order.post(people.inspector, 'nonconformances', {
        severity: 'critical',
        description: { en: 'Crack through the main spar', ja: '主桁を貫通する亀裂' },
      })
    ).body;
    await order.act(people.depot, 'await_engineering');
    const condemn = () => order.act(people.program, 'condemn', { finding: 'beyond_repair', conditionCode: 'H' });
    expect(guardsOf(await condemn())).toEqual(['loss_established']);
    await order.decide(people.inspector, `nonconformances/${raised.id}/disposition`, {
      disposition: 'scrap',
      reason: { en: 'Repair would cost more than the item' },
    });
    expect(guardsOf(await condemn())).toEqual(['loss_established']);
    clock.advance({ days: 10 });
    await order.decide(people.program, `nonconformances/${raised.id}/approve`);
    // The item is there: no survey stands for the condition it is in.
    const uncoded = { finding: 'beyond_repair', surveyReference: 'FLIPL-26-0008' };
    expect(faultsOf(await order.act(people.program, 'condemn', uncoded))).toEqual([
      '/body/conditionCode condemn.code_missing',
    ]);
    const path = order.path('transitions');
    const signature = { contentSha256: '0'.repeat(64), language: 'en', pin: people.program.pin };
    const sent = { action: 'condemn', ...uncoded, signature };
    const direct = await plant.ask(people.program, 'POST', path, sent, await order.at());
    expect(faultsOf(direct)).toEqual(['/conditionCode condemn.code_missing']);
    // Neither the plant nor its inspector condemns what belongs to the owner.
    const { body } = await order.act(people.inspector, 'condemn', { finding: 'beyond_repair', conditionCode: 'H' });
    expect(body.code).toBe('access.role_denied');
    expect((await condemn()).body).toMatchObject({ status: 'condemned', conditionCode: 'H', finding: 'beyond_repair' });
    expect((await plant.send('admin', 'GET', `/v1/equipment/${equipmentId}`)).condemnedAt).toBe(clock.now());
  });
});

describe('an order', () => {
  it('is cancelled after induction: the item is handed back as it came, on paper, and is free for another order', async () => {
    const { people, clock } = plant;
    const order = await handleOf(plant, 'inducted');
    const { equipmentId } = await order.order();
    await order.post(people.depot, 'part-demands', part);
    clock.advance({ days: 2 });
    const reason = { reason: { en: 'The squadron deploys earlier', ja: '部隊の展開が早まったため' } };
    expect(faultsOf(await order.act(people.program, 'cancel', reason))).toEqual([
      '/custody cancel.custody_missing',
      '/conditionCode cancel.custody_missing',
    ]);
    const custody = { document: 'DD1149-26-117', deliveredBy: 'KSZ', receivedBy: 'VMM-265' };
    // Nothing was repaired, so nothing becomes serviceable on the way out.
    const cheap = await order.act(people.program, 'cancel', { ...reason, custody, conditionCode: 'A' });
    expect(faultsOf(cheap)).toEqual(['/conditionCode value.not_allowed']);
    const cancelled = await order.act(people.program, 'cancel', { ...reason, custody, conditionCode: 'F' });
    expect(cancelled.body).toMatchObject({ status: 'cancelled', conditionCode: 'F', endedAt: clock.now() });
    expect(cancelled.body.custody.map((c: Loose) => [c.direction, c.document])).toEqual([
      ['received', 'DD1149-1'],
      ['handed_back', 'DD1149-26-117'],
    ]);
    expect(cancelled.body.clock).toMatchObject({ runs: false, grossHours: 48.5 });
    expect((await order.list('part-demands'))[0].status).toBe('cancelled');
    const item = await plant.send('admin', 'GET', `/v1/equipment/${equipmentId}`);
    expect([item.location, item.locationFacilityId]).toEqual(['unit', null]);

    clock.advance({ days: 30 });
    const next = await plant.draft({ equipmentId });
    expect((await plant.bring(next.id, 'inducted')).status).toBe('inducted');
  });
});
